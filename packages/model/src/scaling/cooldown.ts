import type { Change } from "./memory.ts";
import type { Turn } from "./turn.ts";

export const USUAL_COOLDOWN_SECONDS = 300;

/**
 * The capacity that a scale-out counts from. While a cooldown lasts it is that before the scale-out which began it: what that added
 * counts as part of the next one ("Cooldown period" in the user guide).
 */
export function baseOfScaleOut(
  { observation, memory }: Turn,
  seconds: number,
): { base: number; until?: number } {
  const until = endOf(memory.scaledOut, seconds);
  if (until === undefined || until <= observation.now) return { base: observation.current };
  return { base: Math.min(memory.scaledOut?.from ?? 0, observation.current), until };
}

/** When scale-in is no longer blocked by the scale-in before; undefined where it is not now. */
export function scaleInBlockedUntil({ observation, memory }: Turn, seconds: number): number | undefined {
  const until = endOf(memory.scaledIn, seconds);
  return until !== undefined && until > observation.now ? until : undefined;
}

const endOf = (change: Change | undefined, seconds: number): number | undefined =>
  change === undefined ? undefined : change.at + seconds * 1_000;
