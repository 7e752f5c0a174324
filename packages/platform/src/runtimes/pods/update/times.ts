import type { Look } from "./look.ts";
import type { Underway } from "./update-memory.ts";

/** So long routers may take to hear of another share, before what has none is ended. */
export const SETTLE_MS = 2_000;
/** So long is waited for a fleet that is not whole, before what answers of it has to do: as long as Kubernetes' `progressDeadlineSeconds`. */
export const PATIENCE_MS = 600_000;

/** How long the phase is what it is. */
export function sinceMs({ since }: Pick<Underway, "since">, { now }: Pick<Look, "now">): number {
  return now.getTime() - Date.parse(since);
}
