import type { S3Data } from "../s3-data.ts";

/** How an object is cut into records, in SageMaker's words. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html */
export type SplitType = "None" | "Line" | "RecordIO" | "TFRecord";

export type BatchStrategy = "MultiRecord" | "SingleRecord";

/** What is asked of a model, of each object of the data, and where the answers go: SageMaker's batch transform. */
export interface BatchPlan {
  readonly data: S3Data;
  /** The `s3://` URI below which each object gets its `.out`. */
  readonly to: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly split: SplitType;
  /** `Line`: a line break ends each answer. */
  readonly assemble: "None" | "Line";
  /** Absent, as the next two: what the model's server says of itself, or else SageMaker's default. */
  readonly strategy?: BatchStrategy;
  /** Requests at once. */
  readonly maxConcurrent?: number;
  /** Of a request's data; 0: each object in one request of any length. */
  readonly maxPayloadMebibytes?: number;
  readonly timeoutSeconds: number;
  /** How often a failed request is sent again. */
  readonly retries: number;
  /** JSONPaths and join of SageMaker's `DataProcessing`. */
  readonly processing?: DataProcessing;
  /** A digest of all that makes the answers but the data itself: which model, asked how. Stands with each object that is stored. */
  readonly madeBy: string;
  /** Objects whose answers are stored already, by the same and of the same data, are passed over. */
  readonly passesOver: boolean;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataProcessing.html */
export interface DataProcessing {
  readonly inputFilter: string;
  readonly join: "Input" | "None";
  readonly outputFilter: string;
}

/** SageMaker's defaults where neither the job nor the model's server says anything. */
export const BATCH_DEFAULTS = { strategy: "MultiRecord", maxConcurrent: 1, maxPayloadMebibytes: 6 } as const;

/** The most that the data of all requests at once may take. */
export const MOST_MEBIBYTES = 100;
