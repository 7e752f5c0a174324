import type { EndPhase } from "@slipway/model";
import type { Members } from "../aws-calls.ts";
import { beganAndEnded } from "./began-and-ended.ts";
import type { JobProgress } from "./job-kind.ts";

/** How far DescribeTransformJob's answer says that a job is: it has no word for what comes before and after the requests. */
export function transformProgress(answer: Members, ended: EndPhase | undefined): JobProgress {
  const { S3OutputPath } = (answer["TransformOutput"] ?? {}) as { readonly S3OutputPath?: string };
  return {
    ...beganAndEnded(answer, "Transform", ended),
    // What was done before it was stopped, or failed, is there as well; how much AWS does not tell.
    ...(ended !== undefined && S3OutputPath !== undefined
      ? { results: { stored: { output: S3OutputPath }, facts: {} } }
      : {}),
  };
}
