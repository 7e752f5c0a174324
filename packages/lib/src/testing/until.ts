import { setTimeout as pause } from "node:timers/promises";

/** Looks until it holds, for as long as the test may take; what a look throws ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5);
}
