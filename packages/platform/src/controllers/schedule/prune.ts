import { isNotFound, keyOf } from "@slipway/model";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import type { Schedule } from "@slipway/model/kinds/schedule/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { bySlot, slotRuns } from "#runs/slot-runs.ts";

/** Runs that are deleted in one pass. */
const AT_ONCE = 20;

/** Deletes the oldest finished runs beyond the limits; answers whether that was all there is to delete. The newest run stays: the next slot may depend on it. */
export async function pruned(schedule: Schedule, { store, cache, signal }: Turn): Promise<boolean> {
  const { successfulRunsHistoryLimit: succeeded, failedRunsHistoryLimit: failed } = schedule.spec;
  if (succeeded === undefined && failed === undefined) return true;
  const runs = await cache.of(flowRunKind, signal);
  const { uid = "" } = schedule.metadata;
  const [newest] = runs.by(bySlot, slotRuns.by(uid), { descending: true, limit: 1 });
  const beyond = (["succeeded", "failed"] as const).flatMap((standing) => {
    const limit = standing === "succeeded" ? succeeded : failed;
    const all = limit === undefined ? [] : runs.by(bySlot, slotRuns.by(uid, standing));
    return all.slice(0, Math.max(0, all.length - (limit ?? 0)));
  });
  const old = beyond.filter(
    (run) => run !== newest && run.metadata.deletionTimestamp === undefined && !runs.isDoubtful(keyOf(run)),
  );
  for (const run of old.slice(0, AT_ONCE)) {
    const { uid: one = "" } = run.metadata;
    await store.remove(flowRunKind, keyOf(run), { uid: one }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  return old.length <= AT_ONCE;
}
