import type { Resource, RunFailure, RunPhase, StopReason } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { RunInput, RunOutput, RunPlan } from "@slipway/model/run-plan.ts";
import type { StoredLogLine } from "#ledger/ledger.ts";
import type { Removal } from "./removal.ts";
import type { OwnerKind, Wake } from "./wake.ts";

/** One machine of a run, by the name that the others of the run call it. */
export interface RunHost {
  /** DNS label, e.g. `algo-1`; unique in its run. */
  readonly name: string;
  /** SageMaker's instance group. */
  readonly group: string;
  readonly instanceType: string;
}

/** What finds a run again, also after a restart: its name, and the object it belongs to as it stands now. */
export interface RunRef {
  /** DNS label, deterministic: the same name twice is the same run. */
  readonly name: string;
  readonly namespace: string;
  /** The object the run belongs to, as applied; the run is removed with it. */
  readonly owner: Resource;
}

/** One run of a container to its end on one or several hosts, under the SageMaker container contract. */
export interface RunSpec extends RunRef {
  /** Which try this is, from 1; each has a name of its own. */
  readonly attempt: number;
  /** As the user wrote it, or `slipway.dev/ALGORITHM` for a built-in one. */
  readonly image: string;
  /** Replace the image's own entrypoint and arguments, as Docker's do; absent means the image's. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** At least one; all start together or none does. */
  readonly hosts: readonly RunHost[];
  /**
   * Texts by path below `/opt/ml`, written before the program starts. What differs from host to host is the runtime's to
   * write: `resourceConfig`.
   */
  readonly files: Readonly<Record<string, string>>;
  /** Where the contract has the file that tells a host of itself and the others, below `/opt/ml`. */
  readonly resourceConfig: string;
  readonly inputs: readonly RunInput[];
  readonly outputs: readonly RunOutput[];
  /** As in {@link RunPlan}. */
  readonly folders?: RunPlan["folders"];
  /** The `s3://` URI of what is written last and makes the outputs exist; absent where `told` says how else they are told of. */
  readonly manifestUri?: string;
  readonly told?: RunPlan["told"];
  /** As in {@link RunPlan}. */
  readonly toldUri?: RunPlan["toldUri"];
  /** As in {@link RunPlan}: the program is a model's server, and the run is over when it was asked about all of the data. */
  readonly batch?: RunPlan["batch"];
  /** Folders of the program elsewhere than below `/opt/ml`, by where they are kept below it; they are among `folders`, or above one. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Names of Secrets of the namespace whose members are variables of the program, under those of `env`. */
  readonly secrets?: readonly string[];
  /** What each host has to have instead of what its type says, as Kubernetes writes it, by resource. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Seconds from SIGTERM to SIGKILL for the program; uploads get their own time on top. */
  readonly graceSeconds: number;
  /** How much it may keep below `/opt/ml`, all together. */
  readonly volumeGibibytes?: number;
  /** It may run on machines that are taken away, and costs what those do. */
  readonly isSpot?: boolean;
  /** How many times the memory that its machine usually gives it. */
  readonly memoryFactor?: number;
}

/** What the run left behind, from the upload's manifest. */
export interface RunResults {
  /** The `s3://` URI of each output that the program left something for, by its name. */
  readonly stored: Readonly<Record<string, string>>;
  /** What the program told of itself, e.g. `{ engine: "xgboost 3.2.0" }`. */
  readonly facts: Readonly<Record<string, string>>;
  /** Of each output of the form `artifact` that is stored. */
  readonly digests?: Readonly<Record<string, string>>;
}

/** What one host of a run does. */
export interface RunInstance {
  readonly host: string;
  /** Name of the pod, or of what plays its part. */
  readonly pod: string;
  readonly phase: RunPhase;
  readonly message: string;
  /** The machine it is on, where that is known. */
  readonly node?: string;
}

export interface RunState {
  readonly phase: RunPhase;
  /** A sentence: what it is doing or waiting for. */
  readonly message: string;
  /** In the order of the hosts; none while nothing is known of them. A host that was started anew elsewhere has several. */
  readonly instances: readonly RunInstance[];
  /** When each phase was entered, as far as known. */
  readonly entered: Partial<Record<RunPhase, Date>>;
  readonly failure?: RunFailure;
  /** Of one that was stopped: its program did not end within so many seconds of SIGTERM, and was killed. */
  readonly killedAfterSeconds?: number;
  /** Of one that the machinery itself has stopped, since it keeps the limits: for which. */
  readonly stoppedFor?: StopReason;
  readonly results?: RunResults;
  /** How soon there may be something to see that wakes nobody. */
  readonly lookAgainMs?: number;
  /** Fields of the owner's status that the machinery tells in the owner's own words; they stand as they are. */
  readonly reported?: Readonly<Record<string, unknown>>;
}

/** Which lines of a run's log. */
export interface LogRange {
  readonly from: number;
  readonly limit: number;
  /** The run's first where none is named. */
  readonly host?: string;
  readonly signal?: AbortSignal;
}

/**
 * Jobs: a training, processing or batch run on some machinery. A `signal` ends calls that hang: what is in the middle then
 * rejects, and may or may not have happened; asking again finds out.
 */
export interface Runs {
  /** What carries the owner's run; a controller says no, with a sentence, before it starts what cannot run there. */
  abilities(owner: Resource): Promise<Abilities>;
  /** What to watch so that owners learn of changes; empty where only asking again helps. */
  wakes(owner: OwnerKind): readonly Wake[];
  /** Idempotent: the same name twice is the same run, also across restarts. */
  start(run: RunSpec, signal?: AbortSignal): Promise<void>;
  /** "gone" is a state, not an error. */
  observe(run: RunRef, signal?: AbortSignal): Promise<RunState>;
  /**
   * The log lines of the program on one host, from index `from` on, at most `limit`; what
   * is not there yet is not waited for, and a host that the run does not have wrote none. They start later where retention
   * dropped the first ones: whoever reads on goes by the last line's `index`.
   */
  logs(run: RunRef, options: LogRange): Promise<readonly StoredLogLine[]>;
  /** The last lines that the program of the first host has written, as many as there are up to `count`; none of a run that is gone. */
  lastLines(run: RunRef, count: number, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * SIGTERM now, SIGKILL after `graceSeconds`; outputs are still uploaded. A run that waits for a machine leaves no trace.
   * Stopping twice, or what is over, is fine.
   */
  stop(run: RunRef, signal?: AbortSignal): Promise<void>;
  /** Removes every trace of the run on the machinery; "going" means ask again. */
  remove(run: RunRef, signal?: AbortSignal): Promise<Removal>;
}
