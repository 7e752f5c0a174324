/** What is served of many models, each of which is brought when it is first asked for. */
export interface ModelsPlan {
  /** `s3://BUCKET/PREFIX/` of their archives; ends with a slash. */
  readonly prefix: string;
  /** Whether models stay in memory once they have answered. */
  readonly cached: boolean;
}

/** On what stands before a container of many models: its answers' header that says why it has none of a container's, `CODE WORDS`, percent-encoded. */
export const REFUSAL_HEADER = "x-slipway-refusal";
/** What bringing the model took, `NAME=NUMBER` with commas between; times in microseconds. */
export const MODELS_HEADER = "x-slipway-models";

/** SageMaker's measures of models that are loaded; https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const MODEL_MEASURES = [
  "ModelLoadingWaitTime",
  "ModelDownloadingTime",
  "ModelLoadingTime",
  "ModelUnloadingTime",
  "ModelCacheHit",
  "LoadedModelCount",
] as const;
export type ModelMeasure = (typeof MODEL_MEASURES)[number];

/** The variable that tells what stands before a container where that listens. */
export const MODEL_PORT = "SLIPWAY_MODEL_PORT";
