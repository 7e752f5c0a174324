import type { BatchPlan } from "./batch/batch-plan.ts";
import type { ModelsPlan } from "./models-plan.ts";
import type { S3Data } from "./s3-data.ts";

/** A tar.gz in S3 that is unpacked. */
export interface S3Archive {
  readonly archive: string;
}

/** What a program finds before it starts. */
export interface RunInput {
  /** What messages call it, e.g. `Channel "train"`. */
  readonly name: string;
  /** The folder that takes it, by its path below `/opt/ml`. What was there before is replaced by an archive. */
  readonly to: string;
  readonly from: S3Data | S3Archive;
  /**
   * `copy`: there before the program starts. `view`: so too, to be read alone, and without a copy where that can be had. `stream`: through
   * named pipes, `TO_EPOCH`, while the program runs.
   */
  readonly as: "copy" | "view" | "stream";
  /** The instance groups whose hosts it is brought to; absent: every host. */
  readonly groups?: readonly string[];
  /** In a host's plan, where not every host gets it: which of those that do this one is. */
  readonly share?: HostPlace;
  /**
   * What an earlier try, or an earlier run, has stored of a folder that the program goes on to write to: there may be none, the
   * program may change it, and files get back the times at which they were changed.
   */
  readonly restores?: true;
  /** `from` is what an output of the form `artifact` has stored: it comes to `to` as the file or folder that it was, and has to have this digest. */
  readonly digest?: string;
}

/** One that is read while the program runs. */
export interface StreamedInput extends RunInput {
  readonly from: S3Data;
  readonly as: "stream";
}

export const isStreamed = (input: RunInput): input is StreamedInput =>
  input.as === "stream" && !("archive" in input.from);

/** The named pipe of an epoch, by its path below `/opt/ml`; epochs begin at 0. */
export const pipeOf = ({ to }: RunInput, epoch: number): string => `${to}_${epoch}`;

/** What a program leaves: a folder, or of an `artifact` also a file, that is stored when it holds a file, and is not missed when it does not. */
export interface RunOutput {
  /** Unique in its run, e.g. `model`: where it was stored is told by this name. */
  readonly name: string;
  /** The folder, by its path below `/opt/ml`. */
  readonly from: string;
  /** The `s3://` URI: of the archive, or of the prefix that takes the files. */
  readonly to: string;
  /** `artifact`: a folder's files, or the file by its own name, with a digest that is told with the results. */
  readonly form: "tar.gz" | "files" | "artifact";
  /** `end`: when the program has ended, however it did. `continuous`: while it runs, too; only in the form `files`. */
  readonly when: "end" | "continuous";
  /** Files that are packed beside what the folder holds, by their paths below `/opt/ml`; none need be there. */
  readonly also?: readonly string[];
}

/** Which of a run's hosts a pod is: of data that is sharded by key each host gets its share. */
export interface HostPlace {
  readonly index: number;
  readonly count: number;
}

/**
 * What is done in one pod before and after its program; what `fetch` and `store` are told, in every home. One that has neither a
 * manifest nor anything told stores nothing, as of a server.
 */
export interface RunPlan {
  readonly version: 2;
  /** The run's name, which its manifest carries. */
  readonly run: string;
  readonly host: HostPlace;
  /** Texts by path below `/opt/ml`. */
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly RunInput[];
  readonly outputs: readonly RunOutput[];
  /** Folders by path below `/opt/ml` that are there when the program starts, and that it may write to. Absent: those of training. */
  readonly folders?: readonly string[];
  /** Written last: it makes the outputs exist. */
  readonly manifestUri?: string;
  /**
   * In place of a manifest, where outputs lie among what is others': results are told by the termination message of `store`, and so is
   * the first KiB of these files, as facts by name. Paths are below `/opt/ml`, and no file need be there.
   */
  readonly told?: Readonly<Record<string, string>>;
  /**
   * Where what is told is stored that is longer than a termination message, an `s3://` URI; files that are told are told whole then,
   * and together have {@link MOST_TOLD_BYTES}.
   */
  readonly toldUri?: string;
  /** The program serves a model, and `transform` asks it about data, which is all that the run is for. */
  readonly batch?: BatchPlan;
  /** The program serves many models, and `models` brings them. */
  readonly models?: ModelsPlan;
}

/** Of the files that are told with a place for what is long, all together. */
export const MOST_TOLD_BYTES = 32 * 1024;

/** Whether something of the run is stored while its program runs. */
export const isContinuous = ({ outputs }: Pick<RunPlan, "outputs">): boolean =>
  outputs.some(({ when }) => when === "continuous");

/** The file of the plan, as the key of its Secret. */
export const PLAN_FILE = "plan.json";

/** The files of version 1, which ran in pods of Slipway 0.1. */
export const PLAN_FILES_1 = { fetch: "fetch.json", store: "store.json" } as const;

/** What SageMaker calls the hosts of a run, from 0. */
export const hostName = (index: number): string => `algo-${index + 1}`;

export const FIRST_HOST = hostName(0);
