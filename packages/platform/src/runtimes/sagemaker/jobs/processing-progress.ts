import type { EndPhase } from "@slipway/model";
import type { Members } from "../aws-calls.ts";
import { beganAndEnded } from "./began-and-ended.ts";
import type { JobProgress } from "./job-kind.ts";

/** How far DescribeProcessingJob's answer says that a job is: it has no word for what comes before and after the program. */
export function processingProgress(answer: Members, ended: EndPhase | undefined): JobProgress {
  return {
    ...beganAndEnded(answer, "Processing", ended),
    ...(ended === "succeeded" || ended === "stopped"
      ? { results: { stored: outputsOf(answer), facts: {} } }
      : {}),
  };
}

interface OutputConfig {
  readonly Outputs?: readonly {
    readonly OutputName?: string;
    readonly S3Output?: { readonly S3Uri?: string };
  }[];
}

/** Where its outputs were to go: whether a program left something for each AWS does not tell. */
function outputsOf(answer: Members): Readonly<Record<string, string>> {
  const { Outputs = [] } = (answer["ProcessingOutputConfig"] ?? {}) as OutputConfig;
  return Object.fromEntries(
    Outputs.flatMap(({ OutputName = "", S3Output }) =>
      S3Output?.S3Uri === undefined ? [] : [[OutputName, S3Output.S3Uri]],
    ),
  );
}
