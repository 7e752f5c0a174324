import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";

/** How many steps of a run had ended when that was last told: fewer records are not all of them. */
export function knownBefore({ status }: FlowRun): number {
  const { running: _, ...ended } = status?.steps ?? { running: 0 };
  return Object.values(ended).reduce((sum, count) => sum + count, 0);
}
