import type { Key } from "@slipway/model";
import { type FlowRun, flowRunKind, slotKeyOf } from "@slipway/model/kinds/flow-run/index.ts";
import { outcomeOf, type Schedule } from "@slipway/model/kinds/schedule/index.ts";
import type { ScheduleState } from "@slipway/model/schedules/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { bySlot, slotRuns, withRetries } from "#runs/slot-runs.ts";
import type { Cached } from "#store/cache.ts";

/** A schedule's runs as far as they decide what becomes of its next slots. */
export interface KnownRuns {
  readonly active: readonly FlowRun[];
  /** The newest slot that was started. */
  readonly previous?: NonNullable<ScheduleState["previous"]> & {
    readonly name: string;
    /** Undefined where somebody has deleted it. */
    readonly run: FlowRun | undefined;
  };
}

/**
 * What another server has started and told may not be here yet: whatever the status names and the copy has not, the store is asked for. A newest
 * run that is deleted holds nobody up.
 */
export async function knownRuns(schedule: Schedule, { store, cache, signal }: Turn): Promise<KnownRuns> {
  const runs = await cache.of(flowRunKind, signal);
  const { uid = "", namespace = "" } = schedule.metadata;
  const keyOf = (name: string): Key => `${namespace}/${name}`;
  const told = schedule.status?.active?.filter((name) => runs.get(keyOf(name)) === undefined) ?? [];
  const asked = await Promise.all(told.map((name) => store.get(flowRunKind, keyOf(name))));
  const active = [
    ...runs.by(bySlot, slotRuns.by(uid, "active")),
    ...asked.filter((run) => run !== undefined).filter(({ status }) => status?.completionTime === undefined),
  ];
  const [newest] = runs.by(bySlot, slotRuns.by(uid), { descending: true, limit: 1 });
  const { lastScheduleTime, lastRun } = schedule.status ?? {};
  const key = newest === undefined ? undefined : slotKeyOf(newest.spec);
  if (newest !== undefined && key !== undefined && key >= (lastScheduleTime ?? "")) {
    const outcome = outcomeOf(ofSlot(runs, { schedule, key, newest })) ?? "Skipped";
    return { active, previous: { key, outcome, name: newest.metadata.name, run: newest } };
  }
  if (lastScheduleTime === undefined || lastRun === undefined) return { active };
  const run = await store.get(flowRunKind, keyOf(lastRun.name));
  const outcome = outcomeOf(run === undefined ? [] : withRetries(runs, [run])) ?? "Skipped";
  return { active, previous: { key: lastScheduleTime, outcome, name: lastRun.name, run } };
}

/** Whoever else has run the slot, by a backfill or by going on from a failure, has done it. */
function ofSlot(
  runs: Cached<FlowRun>,
  { schedule, key, newest }: { readonly schedule: Schedule; readonly key: string; readonly newest: FlowRun },
): readonly FlowRun[] {
  const all = runs.by(bySlot, slotRuns.of(schedule.metadata, key));
  return withRetries(runs, all.length === 0 ? [newest] : all);
}
