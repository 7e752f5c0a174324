import type { RunFailure } from "@slipway/model";
import { type FlowStep, secondsToNextTry } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { retriesOf } from "@slipway/model/kinds/retries.ts";
import type { Going } from "./engine.ts";

/** Milliseconds before another try that follows a failure; undefined where none does. What the run's annotations say counts before what a step does. */
export function pauseAfter({ metadata }: FlowRun, going: Going, failure: RunFailure): number | undefined {
  const { retry } = going.step.step;
  const limits = { ...retry?.limits, ...retriesOf(metadata.annotations).budget };
  const seconds = secondsToNextTry([...going.failures, failure.class], { ...retry, limits });
  return seconds === undefined ? undefined : Math.round(seconds * 1_000);
}

/** How many times the memory that its machine usually gives it: it grows with each try that ran out of it. */
export const memoryFactorOf = ({ failures, step }: Going): number =>
  (step.step.retry?.memoryGrowth ?? 1) ** failures.filter((one) => one === "out-of-memory").length;

/** Whether all tries at it have taken longer than they may together; a try that had to wait for a pool counts from when it had its slots. */
export function isOverdue({ timeoutSeconds }: FlowStep, { since, placeSince }: Going, now: Date): boolean {
  const from = placeSince ?? since;
  return timeoutSeconds !== undefined && now.getTime() - from.getTime() > timeoutSeconds * 1_000;
}
