import type { ApproveBody } from "./bodies/approve.ts";
import type { FlowBody } from "./bodies/flow.ts";
import type { NotifyBody } from "./bodies/notify.ts";
import type { ResourceBody } from "./bodies/resource.ts";
import type { WaitBody } from "./bodies/wait.ts";
import type { Json } from "./json.ts";
import type { FlowParameter, ParameterType } from "./parameter.ts";
import type { TriggerRule } from "./rules/index.ts";

export type { FlowParameter, ParameterType } from "./parameter.ts";

/** What a pipeline is, in every language that it can be written in: the spec of a Flow. */
export interface FlowDefinition {
  readonly description?: string;
  readonly parameters?: readonly FlowParameter[];
  readonly steps: readonly FlowStep[];
  /** What the whole run gives, as steps give theirs. */
  readonly results?: readonly FlowResult[];
  /** Steps that run once all others are over, however they ended; `run.state` and `run.failed` tell them how. */
  readonly onExit?: readonly FlowStep[];
  /** How a run's steps make it fail; see {@link FlowOutcome}. */
  readonly outcome?: FlowOutcome;
  /** Steps that run at once, at most; absent: as many as are ready. */
  readonly maxActiveSteps?: number;
  readonly timeoutSeconds?: number;
}

/**
 * `all`: one failed step that was not allowed to fails the run (Kubeflow's and SageMaker's way). `leaves`: only steps that no other
 * needs count (Airflow's DagRun), so that what is handled is no failure.
 */
export type FlowOutcome = "all" | "leaves";

/** A value by name, e.g. `{ name: "auc", value: "${{ steps.evaluate.results.auc }}" }`. */
export interface FlowResult {
  readonly name: string;
  readonly value: Json;
}

/** One step: what comes before it, and one of the bodies below. */
export interface FlowStep extends StepBody {
  /** DNS label, unique among those beside it. */
  readonly name: string;
  readonly description?: string;
  /** Steps beside it that come before it; those whose results its expressions read are added. */
  readonly needs?: readonly string[];
  /** How these have to have ended; absent: `all_success`. */
  readonly triggerRule?: TriggerRule;
  /** In place of both: Argo's boolean expression, e.g. `a.Succeeded && (b.Failed || c.Skipped)`. */
  readonly depends?: string;
  /** CEL; the step is skipped where it gives false. */
  readonly when?: string;
  readonly forEach?: ForEach;
  /** Its failure fails nothing but what needs it. */
  readonly allowFailure?: boolean;
  /** Work behind it runs only if it has succeeded, and is torn down by the steps that name it. */
  readonly setup?: boolean;
  /** Setups beside it that it undoes: it runs after all work behind them, however that ended, if one of them has succeeded. */
  readonly teardownOf?: readonly string[];
  /** A teardown's failure fails the run; it does not where this is absent. */
  readonly onFailureFailRun?: boolean;
  /** Those of higher ones begin first. */
  readonly priority?: number;
  /** Of all its tries together. */
  readonly timeoutSeconds?: number;
  readonly retry?: StepRetry;
  readonly cache?: StepCache;
  /** A Pool of the namespace: it begins once it has slots of it, by its priority, and has them until it is over. */
  readonly pool?: string;
  /** Absent: 1. */
  readonly poolSlots?: number;
}

/** How often which failure is followed by another try, beside what the machinery loses, which is tried again anyway. */
export interface StepRetry {
  /** By class of failure, e.g. `{ "user-code": 2, "out-of-memory": 3 }`. */
  readonly limits: Readonly<Record<string, number>>;
  /** Seconds before the second try, and by what they grow with each; absent: 5 and 2. */
  readonly backoffSeconds?: number;
  readonly backoffFactor?: number;
  /** Absent: 300. */
  readonly maxBackoffSeconds?: number;
  /** By how much memory grows with each try that ran out of it; later tries keep it. */
  readonly memoryGrowth?: number;
}

/**
 * A step whose image, command, parameters and inputs were those of an earlier one of its namespace gives what that gave. An image that is not named by
 * its digest, and an input that is no artifact, may change, so that without a `key` such a step runs.
 */
export interface StepCache {
  /** Absent: an entry is good for as long as what it gave is there. */
  readonly maxAgeSeconds?: number;
  /** In place of what the program is and is given. */
  readonly key?: string;
}

/** The same step for each item of a list; its results are lists, in the order of the items. */
export interface ForEach {
  /** A list, or a template that gives one. */
  readonly items: Json;
  /** The item is `item` in expressions, and with a name also `items.NAME`, which steps inside with items of their own do not hide. */
  readonly as?: string;
  /** Items at once, at most; absent: as many as the run may. */
  readonly maxConcurrency?: number;
  /** So many items may fail, or be stopped by somebody; absent: none. */
  readonly toleratedFailureCount?: number;
}

/** What a step does: exactly one of these. */
export interface StepBody {
  /** A program. */
  readonly run?: RunBody;
  /** An object of one of Slipway's kinds. */
  readonly resource?: ResourceBody;
  /** A run of another Flow. */
  readonly flow?: FlowBody;
  /** A time, or an object. */
  readonly wait?: WaitBody;
  /** A person's answer. */
  readonly approve?: ApproveBody;
  /** A message to people. */
  readonly notify?: NotifyBody;
  /** Steps that make one together; what they read of steps around them is theirs to read. */
  readonly steps?: readonly FlowStep[];
  /** Nothing but to give results. */
  readonly pass?: Readonly<Record<string, never>>;
  /** Of `steps` and `pass`. */
  readonly results?: readonly FlowResult[];
}

/**
 * A program in a container, or in a process of the machine where no image is named. In its texts `${{ inputs.NAME.path }}`, `${{ results.NAME.path }}`
 * and `${{ artifacts.NAME.path }}` are where it finds what it reads, and where it leaves what it gives.
 */
export interface RunBody {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly Json[];
  readonly env?: Readonly<Record<string, Json>>;
  readonly inputs?: readonly StepInput[];
  /** Small values, each the text of a file that the program writes: JSON, or a text where `type` says so. */
  readonly results?: readonly StepResult[];
  /** Files and folders that are stored, with their digests. */
  readonly artifacts?: readonly StepArtifact[];
  /** Secrets of Kubernetes, by name, whose members become variables of the program. */
  readonly secrets?: readonly string[];
  /** As SageMaker names machines, or as a NodePool does. */
  readonly instanceType?: string;
  /** What one machine has to have; amounts as Kubernetes writes them, e.g. `{ cpu: "2", memory: "8Gi", "nvidia.com/gpu": "1" }`. */
  readonly resources?: Readonly<Record<string, string>>;
}

/** What is brought before the program starts. */
export interface StepInput {
  readonly name: string;
  /** An artifact, e.g. `${{ steps.prepare.artifacts.data }}`, or an `s3://` URI; of a list of these, each is below `path`: `0`, `1` and so on. */
  readonly from: Json;
  /** Absent: `/opt/ml/input/data/NAME`. An artifact is there as the file or folder that it was, an `s3://` URI as a folder of files. */
  readonly path?: string;
}

/** A small value; all of a step's together have 32 KiB. */
export interface StepResult {
  readonly name: string;
  readonly type?: ParameterType;
  /** Absent: `/opt/ml/output/results/NAME`. */
  readonly path?: string;
}

/** A file or a folder that holds one; the folder that it is to lie in is there. A step that leaves none has failed. */
export interface StepArtifact {
  readonly name: string;
  /** What it is, for people and checks: `dataset`, `model`, `metrics` or anything else. */
  readonly type?: string;
  /** Absent: `/opt/ml/output/artifacts/NAME`. */
  readonly path?: string;
}
