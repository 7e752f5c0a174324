import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { EVENT_TIME_ANNOTATION, TRIGGER_LABEL } from "@slipway/model/kinds/trigger/index.ts";
import type { Index } from "#store/cache.ts";

type Standing = "waiting" | "active" | "any";

/** Runs of events by the trigger that made them and how they stand, in the order of their events. */
export const byTrigger: Index<FlowRun> = {
  name: "trigger",
  values: (run) => {
    const { labels = {}, ownerReferences = [] } = run.metadata;
    const uid = ownerReferences.find(({ controller }) => controller === true)?.uid;
    if (labels[TRIGGER_LABEL] === undefined || uid === undefined) return [];
    const standing = standingOf(run);
    return [runsOf(uid, "any"), ...(standing === undefined ? [] : [runsOf(uid, standing)])];
  },
  rank: ({ metadata }) => metadata.annotations?.[EVENT_TIME_ANNOTATION] ?? "",
};

/** What to ask `byTrigger` for. */
export const runsOf = (uid: string, standing: Standing): string => `${uid} ${standing}`;

function standingOf({ spec, status }: FlowRun): Standing | undefined {
  if (status?.completionTime !== undefined) return undefined;
  return spec.suspend === true && status?.version === undefined ? "waiting" : "active";
}
