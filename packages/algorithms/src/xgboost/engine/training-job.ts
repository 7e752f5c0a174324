import type { Matrix } from "../data/matrix.ts";
import type { Hyperparameters } from "../hyperparameters/hyperparameters.ts";

/** What an engine is given. */
export interface TrainingJob {
  readonly hyperparameters: Hyperparameters;
  readonly training: Matrix;
  readonly validation: Matrix | undefined;
  /** Where the model goes. */
  readonly modelPath: string;
  /** Where it may be written first, on the same file system. */
  readonly draftPath: string;
  /** Aborted when the job is to stop. */
  readonly stop: AbortSignal;
  readonly print: (line: string) => void;
}

/** How training ended: "stopped" when it was told to before its last round. */
export type Ending = "finished" | "stopped";
