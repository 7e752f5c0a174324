import { USUAL_RETRIES } from "../kinds/retries.ts";
import type { FailureClass } from "../run-record.ts";
import type { StepRetry } from "./definition.ts";

const USUAL: StepRetry = { limits: {} };

/**
 * How many seconds after its latest failure a step is tried again; undefined where that failure is final. `failures`: of all its tries so far, oldest first. Each class
 * has its own number of tries more; the pause grows with every try, whatever the class.
 */
export function secondsToNextTry(
  failures: readonly FailureClass[],
  { limits, backoffSeconds = 5, backoffFactor = 2, maxBackoffSeconds = 300 }: StepRetry = USUAL,
): number | undefined {
  const latest = failures.at(-1);
  if (latest === undefined) return undefined;
  const allowed = limits[latest] ?? USUAL_RETRIES[latest] ?? 0;
  if (failures.filter((one) => one === latest).length > allowed) return undefined;
  return Math.min(maxBackoffSeconds, backoffSeconds * backoffFactor ** (failures.length - 1));
}
