import { rfc3339 } from "@slipway/model";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { StepCondition, StepResult } from "#reconcile/in-steps.ts";
import { messageOf } from "#reconcile/message-of.ts";
import type { TerminalError } from "#reconcile/reconciler.ts";

const WAITING_MS = 5_000;

/** What a run runs, or what it waits for before that is known. */
export type Pinned = StepResult<FlowRun>;

export const runs = (version: string) =>
  ({ status: "True", reason: "Pinned", message: `It runs ${version}` }) as const;

export const wait = (message: string): Pinned => ({
  condition: { status: "False", reason: "Waiting", message },
  status: { phase: "Pending", message },
  recheckAfterMs: WAITING_MS,
});

/** A run that can never go on as it stands is over: nobody waits for it, and nothing is held for it. */
export function refusedFor(error: TerminalError, now: Date): Pinned & { readonly condition: StepCondition } {
  const message = messageOf(error);
  return {
    condition: { status: "False", reason: error.reason, message },
    status: { phase: "Failed", message, completionTime: rfc3339(now), pools: undefined },
  };
}
