import type { Resource, RunFailure, RunPhase } from "@slipway/model";
import type { StoredLogLine } from "#ledger/ledger.ts";
import type { Abilities, Removal } from "./abilities.ts";
import type { OwnerKind, Wake } from "./wake.ts";

/** A channel's data, copied to `/opt/ml/input/data/<channel>` before the program starts. */
export interface RunInput {
  readonly channel: string;
  readonly s3Uri: string;
  readonly s3DataType: "S3Prefix" | "ManifestFile";
  readonly distribution: "FullyReplicated" | "ShardedByS3Key";
  readonly compression: "None" | "Gzip";
}

/** Where results go. All are `s3://` URIs; the manifest is written last and makes the outputs exist. */
export interface RunOutputs {
  readonly modelUri: string;
  readonly dataUri: string;
  readonly manifestUri: string;
}

/** What finds a run again, also after a restart: its name, and the object it belongs to as it stands now. */
export interface RunRef {
  /** DNS label, deterministic: the same name twice is the same run. */
  readonly name: string;
  readonly namespace: string;
  /** The object the run belongs to, as applied; the run is removed with it. */
  readonly owner: Resource;
}

/** One run of a container to its end, under the SageMaker container contract. */
export interface RunSpec extends RunRef {
  /** As the user wrote it, or `slipway.dev/ALGORITHM` for a built-in one. */
  readonly image: string;
  /** Replaces the image's entrypoint and arguments; absent means the contract's `train`. */
  readonly entrypoint?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files below `/opt/ml`, by path relative to it, written before the program starts. */
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly RunInput[];
  /** A `s3://` tar.gz of code, unpacked into `/opt/ml/code` before the program starts. */
  readonly sourceUri?: string;
  readonly outputs: RunOutputs;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Seconds from SIGTERM to SIGKILL for the program; uploads get their own time on top. */
  readonly graceSeconds: number;
  /** How much it may keep below `/opt/ml`, all together. */
  readonly volumeGibibytes?: number;
}

/** What the run left behind, from the upload's manifest. */
export interface RunResults {
  /** Absent when the program wrote no model. */
  readonly modelUri?: string;
  /** What the program told of itself, e.g. `{ engine: "xgboost 3.2.0" }`. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface RunState {
  readonly phase: RunPhase;
  /** A sentence: what it is doing or waiting for. */
  readonly message: string;
  /** Names of the pods (or what plays their part) that carry the run. */
  readonly pods: readonly string[];
  /** When each phase was entered, as far as known. */
  readonly entered: Partial<Record<RunPhase, Date>>;
  readonly failure?: RunFailure;
  readonly results?: RunResults;
  /** Fields of the owner's status that the machinery tells in the owner's own words; they stand as they are. */
  readonly reported?: Readonly<Record<string, unknown>>;
}

/** Jobs: a training, processing or batch run on some machinery. */
export interface Runs {
  /** What carries the owner's run; a controller says no, with a sentence, before it starts what cannot run there. */
  abilities(owner: Resource): Promise<Abilities>;
  /** What to watch so that owners learn of changes; empty where only asking again helps. */
  wakes(owner: OwnerKind): readonly Wake[];
  /** Idempotent: the same name twice is the same run, also across restarts. */
  start(run: RunSpec): Promise<void>;
  /** "gone" is a state, not an error. */
  observe(run: RunRef): Promise<RunState>;
  /**
   * The program's log lines from index `from` on, at most `limit`; what is not there yet is not waited for. They start
   * later where retention dropped the first ones: whoever reads on goes by the last line's `index`.
   */
  logs(
    run: RunRef,
    options: { readonly from: number; readonly limit: number },
  ): Promise<readonly StoredLogLine[]>;
  /**
   * SIGTERM now, SIGKILL after `graceSeconds`; outputs are still uploaded. A run that waits for a machine leaves no trace.
   * Stopping twice, or what is over, is fine.
   */
  stop(run: RunRef): Promise<void>;
  /** Removes every trace of the run on the machinery; "going" means ask again. */
  remove(run: RunRef): Promise<Removal>;
}
