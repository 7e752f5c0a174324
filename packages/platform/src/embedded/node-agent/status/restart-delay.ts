import type { Launch } from "../supervisor/facts.ts";

const CAP_SECONDS = 60;
/** A program that ran this long was well: the next restart is the first one again. */
const SETTLED_MS = 600_000;

/** Seconds from the last end to the next start: 1, 2, 4 and so on up to a minute, for ends in quick succession. */
export function restartDelay(launches: readonly Launch[]): number {
  let quick = 0;
  for (const { startedAt, end } of launches.toReversed()) {
    if (end === undefined) break;
    quick += 1;
    if (startedAt !== undefined && end.at.getTime() - startedAt.getTime() >= SETTLED_MS) break;
  }
  return Math.min(CAP_SECONDS, 2 ** Math.max(0, quick - 1));
}
