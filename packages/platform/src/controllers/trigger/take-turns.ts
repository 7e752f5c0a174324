import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Trigger } from "@slipway/model/kinds/trigger/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";

/** Lets the oldest of the runs begin that wait, as many as may; answers how many. */
export async function takeTurns(
  { spec }: Trigger,
  {
    waiting,
    active,
    turn: { store },
  }: { readonly waiting: readonly FlowRun[]; readonly active: number; readonly turn: Turn },
): Promise<number> {
  if (spec.suspend === true) return 0;
  const next = waiting.slice(0, Math.max(0, (spec.maxActiveRuns ?? 1) - active));
  for (const run of next) {
    const { suspend: _, ...begun } = run.spec;
    await store.replace(flowRunKind, { ...run, spec: begun }, "object");
  }
  return next.length;
}
