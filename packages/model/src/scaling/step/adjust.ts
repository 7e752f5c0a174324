import type { StepPolicy } from "./policy.ts";

/** How many copies there are to be by one adjustment of a capacity ("Scaling adjustment types" in the user guide); not less than 0. */
export function adjusted(
  capacity: number,
  adjustment: number,
  {
    adjustmentType,
    minAdjustmentMagnitude = 0,
  }: Pick<StepPolicy, "adjustmentType" | "minAdjustmentMagnitude">,
): number {
  if (adjustmentType === "ExactCapacity") return adjustment;
  if (adjustmentType === "ChangeInCapacity") return Math.max(0, capacity + adjustment);
  const change = roundedChange((capacity * adjustment) / 100);
  const magnitude = Math.max(Math.abs(change), minAdjustmentMagnitude);
  return Math.max(0, capacity + Math.sign(adjustment) * magnitude);
}

/** Towards 0, but for what is between 0 and 1 either way, which is 1. */
function roundedChange(change: number): number {
  const exact = Number(change.toPrecision(12));
  return Math.abs(exact) < 1 ? Math.sign(exact) : Math.trunc(exact);
}
