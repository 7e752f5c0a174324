import type { TrainingJobSpec } from "./type.generated.ts";

/** `s3://` of what a job leaves, without a slash at the end; undefined where its spec says too little. */
export function resultsOf(spec: Partial<TrainingJobSpec> | undefined): string | undefined {
  const path = spec?.outputDataConfig?.s3OutputPath;
  const name = spec?.trainingJobName;
  return path === undefined || name === undefined ? undefined : `${path.replace(/\/+$/, "")}/${name}`;
}
