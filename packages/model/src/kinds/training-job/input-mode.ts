import type { TrainingJobSpec } from "./type.generated.ts";

export type Channel = NonNullable<TrainingJobSpec["inputDataConfig"]>[number];

export type InputMode = "File" | "FastFile" | "Pipe";

/** How a channel's data comes: as it says itself, or as all of its job's do. */
export function inputModeOf(
  { algorithmSpecification }: Pick<TrainingJobSpec, "algorithmSpecification">,
  { inputMode }: Channel,
): InputMode {
  return inputMode ?? algorithmSpecification.trainingInputMode ?? "File";
}
