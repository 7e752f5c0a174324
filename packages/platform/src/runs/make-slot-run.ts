import { isAlreadyExists, keyOf } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { makerOf } from "./slot-runs.ts";

/** Whose a run is that was to be made: made just now, or by the same object before; or another's, who was first. */
export type Made = "ours" | "another's";

/** Makes a run that has its name from its slot, so that of all who make it one does. */
export async function makeSlotRun(run: FlowRun, { store }: Pick<Turn, "store">): Promise<Made> {
  try {
    await store.create(flowRunKind, run);
    return "ours";
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const found = await store.get(flowRunKind, keyOf(run));
    return found !== undefined && makerOf(found) === makerOf(run) ? "ours" : "another's";
  }
}
