import { SlipwayError } from "@slipway/model";
import type { Matrix } from "../data/matrix.ts";

/** Throws where validation rows have features that the training rows do not have: XGBoost takes no such pair. */
export function checkColumns(data: {
  readonly training: Matrix;
  readonly validation: Matrix | undefined;
}): void {
  const [known, used] = [data.training.columns, data.validation?.columns ?? 0];
  if (used <= known) return;
  throw new SlipwayError(
    "SLIP-XGB-006",
    `the channel validation has ${used} columns of features, the channel train has ${known}`,
  );
}
