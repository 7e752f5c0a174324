import { USUAL_RETRIES } from "../kinds/retries.ts";
import type { FailureClass } from "../run-record.ts";
import type { StepRetry } from "./definition.ts";

/** A year: dates go on for longer, and nobody waits. */
const MOST_SECONDS = 31_536_000;

const USUAL: StepRetry = { limits: {} };

/**
 * How many seconds after its latest failure a step is tried again; undefined where that failure is final. `failures`: of all its tries so far, oldest first. Each class
 * has its own number of tries more; the pause grows with every try, whatever the class, up to a year.
 */
export function secondsToNextTry(
  failures: readonly FailureClass[],
  { limits, backoffSeconds = 5, backoffFactor = 2, maxBackoffSeconds = 300 }: StepRetry = USUAL,
): number | undefined {
  const latest = failures.at(-1);
  if (latest === undefined) return undefined;
  const allowed = limits[latest] ?? USUAL_RETRIES[latest] ?? 0;
  if (failures.filter((one) => one === latest).length > allowed) return undefined;
  if (backoffSeconds === 0) return 0;
  return Math.min(maxBackoffSeconds, MOST_SECONDS, backoffSeconds * backoffFactor ** (failures.length - 1));
}
