import type { CapacitySize } from "../../update-policy.ts";
import type { Look } from "./look.ts";
import type { Updating } from "./update-memory.ts";
import { wholeCount } from "./wanted-counts.ts";

/** How much of the new fleet is to be up next, of 1. */
export function fleetUp(updating: Updating, { policy: { steps } }: Look): number {
  const { shifted } = updating.underway;
  if (steps === undefined) return 1;
  if ("first" in steps) return shifted === 0 ? partOf(steps.first, updating) : 1;
  const next = shifted + partOf(steps.each, updating);
  // A last batch that is a rounding error of those before is none.
  return next > 1 - 1e-9 ? 1 : next;
}

/** How much of the old fleet is still to be gone after its next batch is back. */
export function fleetGone(updating: Updating, { policy: { rollback } }: Look): number {
  const next = updating.underway.released - (rollback === undefined ? 1 : partOf(rollback, updating));
  return next > 1e-9 ? next : 0;
}

/** A size as a share of the new fleet, more than 0; instances are counted over all its variants. */
function partOf(size: CapacitySize, updating: Updating): number {
  if ("share" in size) return Math.min(1, Math.max(0.01, size.share));
  const all = updating.underway.to.reduce((sum, member) => sum + wholeCount(member, updating), 0);
  return all === 0 ? 1 : Math.min(1, size.instances / all);
}
