/** What an object's status remembers of the run it started: the shape of `status.slipway` of every kind that runs. */

export type RunPhase =
  | "gone"
  | "pending"
  | "downloading"
  | "running"
  | "uploading"
  | "succeeded"
  | "failed"
  | "stopped";

/** How a run can end. Nothing of it changes after that. */
export type EndPhase = Extract<RunPhase, "succeeded" | "failed" | "stopped">;

const ENDS: ReadonlySet<RunPhase | undefined> = new Set<EndPhase>(["succeeded", "failed", "stopped"]);

/** Whether a run of this phase is over; one that has no phase yet, or has left no trace ("gone"), is not. */
export function isEnd(phase: RunPhase | undefined): phase is EndPhase {
  return ENDS.has(phase);
}

/** The conditions that the steps of a run own; every kind that runs has them besides its own. */
export const RUN_CONDITIONS = [
  "Launched",
  "Finished",
  "WithinDeadline",
  "Measured",
  "OutputsCollected",
] as const;

export type RunConditionType = (typeof RUN_CONDITIONS)[number];

/** Why a run failed, by who is to blame: each class has its own retry budget. */
export type FailureClass =
  | "user-code"
  | "out-of-memory"
  | "preempted"
  | "node-lost"
  | "image-pull"
  | "unschedulable"
  | "quota"
  | "input"
  | "output"
  | "timeout"
  | "internal";

export interface RunFailure {
  readonly class: FailureClass;
  /** What a user reads: the failure file, or the machinery's own words. */
  readonly message: string;
  readonly exitCode?: number;
}

/** A try that was lost, and when it had entered which phase. */
export interface EarlierTry {
  readonly entered: Partial<Record<RunPhase, string>>;
  readonly lost: RunFailure;
  readonly at: string;
}

/** A metric that is not read any more: its expression took more than metrics may. */
export interface UnreadMetric {
  readonly name: string;
  /** A digest of its name and expression, so that a changed one is tried again. */
  readonly definition: string;
  /** Words that go on from the name. */
  readonly why: string;
}

export type StopReason = "Requested" | "MaxRuntimeExceeded" | "MaxWaitTimeExceeded";

/** Times are RFC 3339 with milliseconds. */
export interface RunRecord {
  /** The run's name at the runtime. */
  readonly run?: string;
  /** What carries the run, e.g. `pods`; it stays there whatever becomes of the annotation that chose it. */
  readonly runtime?: string;
  /** Digests of the spec's fields as they were when it began, but for those that AWS can change. */
  readonly begun?: Readonly<Record<string, string>>;
  /** The image that runs, after well-known names were mapped. */
  readonly image?: string;
  readonly phase?: RunPhase;
  /** A sentence: what it does or waits for, or how it ended. */
  readonly message?: string;
  /** Names of the pods that carry the run. */
  readonly pods?: readonly string[];
  /** The machine that the first of them is on, where it has one. */
  readonly node?: string;
  /** When each phase was entered. */
  readonly entered?: Partial<Record<RunPhase, string>>;
  readonly failure?: RunFailure;
  /** Which try this is; absent means the first. A try that the machinery lost is followed by another. */
  readonly attempt?: number;
  /** How many tries each class of failure has cost so far. */
  readonly retries?: Partial<Record<FailureClass, number>>;
  /** Why the try before this one was lost. */
  readonly lost?: RunFailure;
  /** The tries before this one, the latest ones of many. */
  readonly earlier?: readonly EarlierTry[];
  /** When it began to use a machine for the first time, where that was in an earlier try. */
  readonly firstStart?: string;
  /** The request to interrupt it that has been heeded. */
  readonly interrupted?: string;
  /** Since when what is left of this try is cleared away, because it is lost, and another is to follow. */
  readonly clearing?: {
    readonly failure: RunFailure;
    readonly at: string;
    /** The last lines of its log. */
    readonly lines?: readonly string[];
  };
  /** Not before this time does the next try start. */
  readonly retryAt?: string;
  /** Seconds that earlier tries used their machine; they count for the time limit. */
  readonly spentSeconds?: number;
  /** How long it may run, as its object asked when it began. */
  readonly maxRuntimeSeconds?: number;
  /** How much of its machine time is billed, where spot machines cost less than others; absent means all. */
  readonly billedShare?: number;
  /** Why the run was told to stop, and when. */
  readonly stop?: { readonly reason: StopReason; readonly at: string };
  /** It was stopped, did not end within so many seconds of SIGTERM, and was killed. */
  readonly killedAfterSeconds?: number;
  readonly unreadMetrics?: readonly UnreadMetric[];
  /** The `s3://` URI of each output that the run left something for, by its name. */
  readonly stored?: Readonly<Record<string, string>>;
  /** What Slipway 0.1 wrote in place of `stored.model`. */
  readonly modelUri?: string;
  /** What trained, as the program told it, e.g. `xgboost 3.2.0`. */
  readonly engine?: string;
  /** Fields of the status that the machinery tells in the owner's own words. */
  readonly reported?: readonly string[];
  /** What else the program told of itself. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Doors ask for a run's machine to be taken away by this annotation, as a spot machine is; its value is when, as RFC 3339. */
export const INTERRUPT_ANNOTATION = "slipway.dev/interrupt-requested";

/** Doors ask for a run to stop by this annotation; its value is when, as RFC 3339. */
export const STOP_ANNOTATION = "slipway.dev/stop-requested";
