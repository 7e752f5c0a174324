import type { Capacity } from "./serving.ts";

/** How many copies there are to be where there are `now` so many; none yet is undefined. */
export function countIn(capacity: Capacity, now?: number): number {
  if ("fixed" in capacity) return capacity.fixed;
  return Math.min(Math.max(now ?? capacity.min, capacity.min), capacity.max);
}
