import type { Resource } from "@slipway/model";
import { type FlowRun, slotKeyOf } from "@slipway/model/kinds/flow-run/index.ts";
import { BACKFILL_UID_LABEL, SCHEDULE_LABEL } from "@slipway/model/kinds/schedule/index.ts";
import type { Cached, Index } from "#store/cache.ts";

/** Runs of slots by what they are asked for; in the order of their slots. */
export const bySlot: Index<FlowRun> = {
  name: "slot",
  values: (run) => {
    const { retryOfUID } = run.status ?? {};
    if (retryOfUID !== undefined) return [slotRuns.retriesOf(retryOfUID)];
    const key = slotKeyOf(run.spec);
    if (key === undefined) return [];
    const { namespace = "", labels = {} } = run.metadata;
    const maker = makerOf(run);
    const schedule = labels[SCHEDULE_LABEL];
    return [
      ...(schedule === undefined ? [] : [slotRuns.of({ namespace, name: schedule }, key)]),
      ...(maker === undefined ? [] : [slotRuns.by(maker), slotRuns.by(maker, howItStands(run))]),
    ];
  },
  rank: ({ spec }) => slotKeyOf(spec) ?? "",
};

/** The uid of the Backfill or the Schedule that made a run. */
export const makerOf = ({ metadata: { labels = {}, ownerReferences = [] } }: FlowRun): string | undefined =>
  labels[BACKFILL_UID_LABEL] ?? ownerReferences.find(({ controller }) => controller === true)?.uid;

type Standing = "active" | "succeeded" | "failed";

const howItStands = ({ status }: FlowRun): Standing => {
  if (status?.completionTime === undefined) return "active";
  return status.phase === "Succeeded" ? "succeeded" : "failed";
};

/** What to ask `bySlot` for. */
export const slotRuns = {
  /** Those of one slot of a schedule, whoever made them. */
  of: ({ namespace = "", name }: Pick<Resource["metadata"], "namespace" | "name">, key: string) =>
    `of ${namespace}/${name} ${key}`,
  /** Those that go on from the failures of a run, for the same slot. */
  retriesOf: (uid: string) => `retries of ${uid}`,
  /** Those that an object made: all of them, or those that stand so. */
  by: (uid: string, standing: Standing | "any" = "any") => `by ${uid} ${standing}`,
} as const;

/** Tries of one slot that are looked at. */
const MOST_TRIES = 100;

/** Those runs, and all that have gone on from their failures. */
export function withRetries(runs: Cached<FlowRun>, first: readonly FlowRun[]): readonly FlowRun[] {
  const all = [...first];
  for (let at = 0; at < all.length && all.length < MOST_TRIES; at++)
    all.push(...runs.by(bySlot, slotRuns.retriesOf(all[at]?.metadata.uid ?? ""), { limit: MOST_TRIES }));
  return all;
}
