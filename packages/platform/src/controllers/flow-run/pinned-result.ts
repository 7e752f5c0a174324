import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { StepResult } from "#reconcile/in-steps.ts";

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
