import type { TrainingJobSpec } from "./type.generated.ts";

/** Where the model goes: an archive, or with a slash at the end, a prefix of files. */
export function modelResultsOf(spec: Partial<TrainingJobSpec> | undefined): string | undefined {
  const results = resultsOf(spec);
  if (results === undefined) return undefined;
  return `${results}/output/${isUncompressed(spec) ? "model/" : "model.tar.gz"}`;
}

/** Whether results are stored as they are, file by file. */
export const isUncompressed = (spec: Partial<TrainingJobSpec> | undefined): boolean =>
  spec?.outputDataConfig?.compressionType === "NONE";

/** `s3://` of what a job leaves, without a slash at the end; undefined where its spec says too little. */
export function resultsOf(spec: Partial<TrainingJobSpec> | undefined): string | undefined {
  const path = spec?.outputDataConfig?.s3OutputPath;
  const name = spec?.trainingJobName;
  return path === undefined || name === undefined ? undefined : `${path.replace(/\/+$/, "")}/${name}`;
}
