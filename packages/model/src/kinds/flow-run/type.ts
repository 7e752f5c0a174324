import type { ApproveAnswer, FlowDefinition, Json } from "../../flows/index.ts";
import type { Condition, Resource } from "../../resource.ts";

export interface FlowRunSpec {
  /** The Flow, by name, in the same namespace. */
  readonly flow: string;
  /** One of its versions; absent: the one that it has when the run begins. */
  readonly version?: string;
  /** Values by name; those that are absent have their defaults. */
  readonly parameters?: Readonly<Record<string, Json>>;
  /** A run of the same Flow that is over: this one goes on from its failures, with its version and its parameters. */
  readonly retryOf?: string;
  /** One step of another run alone; parameters are then those of that run, but for what `parameters` says. */
  readonly spin?: FlowRunSpin;
  /** People's answers to steps that wait for them, by the step's path; the first one counts. */
  readonly approvals?: Readonly<Record<string, ApproveAnswer>>;
  /** The slot of a schedule that it is for, RFC 3339 in whole seconds: `run.scheduledTime` in expressions. Absent: it is for none, and that is when it was made. */
  readonly scheduledTime?: string;
  /** The zone of the IANA database in which the slot's day is `run.date`. Absent means UTC. */
  readonly timeZone?: string;
  /** It does not begin while it is true, as a Job in Kubernetes; one that has begun goes on. */
  readonly suspend?: boolean;
}

/** A step once more, on what the steps before it gave in another run, which is left as it is. */
export interface FlowRunSpin {
  /** A run of the same Flow, by name; it may go on. */
  readonly run: string;
  /** The step, by its path. */
  readonly step: string;
  /** The flow as the step is to be taken from it; absent: as that run has it. It is no version of the Flow. */
  readonly definition?: FlowDefinition;
}

/** What `run.scheduledTime` and `run.date` are in a run's expressions. */
export interface RunSlot {
  /** RFC 3339, UTC, whole seconds. */
  readonly scheduledTime: string;
  /** The day of that by the slot's zone. */
  readonly date: string;
}

/** A try at a step's work that has slots of a Pool, or waits for them. */
export interface PooledTry {
  readonly pool: string;
  /** The step, by its path. */
  readonly step: string;
  readonly name: string;
  readonly slots: number;
  readonly priority: number;
  /** When it was to begin, RFC 3339. */
  readonly since: string;
}

/** Machine time of one kind and price that a run's steps used. */
export interface FlowRunUsage {
  readonly instanceType: string;
  /** Of all tries at all steps, and of the jobs and runs that these made, each begun second whole. */
  readonly machineSeconds: number;
  /** Of one machine, as its NodePool said by then; absent where none did. */
  readonly price?: { readonly perHour: number; readonly currency: string };
}

export type FlowRunPhase = "Pending" | "Running" | "Succeeded" | "Failed" | "Canceled";

/** Steps by what has become of them; a step with many items counts once for each of them, and once for all. */
export interface FlowRunSteps {
  readonly running: number;
  readonly success: number;
  readonly failed: number;
  readonly skipped: number;
  readonly upstreamFailed: number;
  readonly canceled: number;
}

/** One try at a pipeline. Times are RFC 3339. */
export interface FlowRun extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "FlowRun";
  readonly spec: FlowRunSpec;
  readonly status?: {
    readonly phase?: FlowRunPhase;
    /** A sentence: what it waits for, or why it ended as it did. */
    readonly message?: string;
    /** What it runs, whatever becomes of the Flow: the Flow's uid and the version. */
    readonly flowUID?: string;
    readonly version?: string;
    /** With the defaults of those that the run does not give. */
    readonly parameters?: Readonly<Record<string, Json>>;
    /** Versions of the flows that its steps run, by name, as they were when it began. */
    readonly flows?: Readonly<Record<string, string>>;
    /** Of the run that this one goes on from, whatever bears its name by now. */
    readonly retryOfUID?: string;
    /** When the first of the runs was made that this one goes on from: its day is that of the run. */
    readonly firstTime?: string;
    /** The slot that it is for, whatever becomes of the spec. */
    readonly slot?: RunSlot;
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly steps?: FlowRunSteps;
    readonly results?: Readonly<Record<string, Json>>;
    /** What its steps used of machines, once it is over. */
    readonly usage?: readonly FlowRunUsage[];
    /** What it has of pools, or wants; what is not told of here gives its slots back. */
    readonly pools?: readonly PooledTry[];
    readonly conditions?: readonly Condition<"Accepted" | "Finished">[];
  };
}
