import { SlipwayError } from "@slipway/model";
import type { Matrix } from "../data/matrix.ts";
import type { Objective } from "../objectives/objective.ts";

interface DataSets {
  readonly training: Matrix;
  readonly validation: Matrix | undefined;
}

/** Throws, naming the row, when a label is none that the objective can learn. */
export function checkLabels(
  { training, validation }: DataSets,
  { name, label: { rule, isRight } }: Objective,
): void {
  const channels = { train: training, validation };
  for (const [channel, matrix] of Object.entries(channels)) {
    const row = matrix?.labels.findIndex((label) => !isRight(label)) ?? -1;
    if (!matrix || row < 0) continue;
    throw new SlipwayError(
      "SLIP-XGB-007",
      `channel ${channel}: row ${row + 1} has the label ${matrix.labels[row]}, but ${name} needs one that is ${rule}`,
    );
  }
}
