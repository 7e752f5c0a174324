import { isDeepStrictEqual } from "node:util";
import type { UpdatePolicy } from "../../update-policy.ts";
import { SETTLE_MS } from "./times.ts";
import type { UpdateMemory } from "./update-memory.ts";

const SOON_MS = 50;
/** Of what changes tell us of; an alarm may come at any time, and a time may be up. */
const MEANWHILE_MS = 5_000;

/** In how many milliseconds an update has to be looked at again, if nothing happens; undefined where there is none. */
export function nextLookMs(
  before: UpdateMemory,
  after: UpdateMemory,
  { policy, now }: { readonly policy: UpdatePolicy; readonly now: Date },
): number | undefined {
  if (!isDeepStrictEqual(before, after)) return SOON_MS;
  if (after.underway === undefined) return undefined;
  const { phase, since } = after.underway;
  const waits = {
    moving: Number.POSITIVE_INFINITY,
    baking: Math.max(policy.bakeMs, SETTLE_MS),
    terminating: policy.terminationWaitMs,
    back: SETTLE_MS,
  }[phase];
  const leftMs = Date.parse(since) + waits - now.getTime();
  return Math.min(MEANWHILE_MS, Math.max(SOON_MS, leftMs));
}
