import type { ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import { type CommandProgram, commandProgram } from "#runs/command-program.ts";

/** What a processing job runs. */
export function programOf({ spec, metadata }: ProcessingJob): CommandProgram {
  const { imageURI: image = "", containerEntrypoint, containerArguments } = spec.appSpecification;
  return commandProgram(
    { image, entrypoint: containerEntrypoint, args: containerArguments },
    metadata.annotations,
  );
}
