import { defined, findCondition, rfc3339 } from "@slipway/model";
import { type Backfill, backfillProblems, type PinnedSchedule } from "@slipway/model/kinds/backfill/index.ts";
import { currentVersion } from "@slipway/model/kinds/flow/current-version.ts";
import { flowKind } from "@slipway/model/kinds/flow/index.ts";
import { type Schedule, scheduleKind, timingOf } from "@slipway/model/kinds/schedule/index.ts";
import { countSlots, openCalendar, type Range, readTime } from "@slipway/model/schedules/index.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";

const WAITING_MS = 5_000;
const PINNED = { status: "True", reason: "Pinned", message: "It goes by the schedule as that was" } as const;

const wait = (message: string): StepResult<Backfill> => ({
  condition: { status: "False", reason: "Waiting", message },
  status: { phase: "Pending", message },
  recheckAfterMs: WAITING_MS,
});

/** Says once and for all what of its schedule a backfill goes by. */
export const accepted: Step<Backfill, "Accepted"> = {
  condition: "Accepted",
  async run(backfill, { store, now }) {
    const { spec, status, metadata } = backfill;
    if (status?.pinned !== undefined) return { condition: PINNED };
    const told = findCondition(status?.conditions, "Accepted");
    if (status?.completionTime !== undefined && told !== undefined) return { condition: told };
    const { namespace = "", name } = metadata;
    const schedule = await store.get(scheduleKind, `${namespace}/${spec.schedule}`);
    if (schedule === undefined) return wait(`Waiting for the schedule ${spec.schedule}, which is not there`);
    const message = backfillProblems({ name, spec }, schedule).join(" ");
    if (message !== "")
      return {
        condition: { status: "False", reason: "InvalidBackfill", message },
        status: { phase: "Failed", message, completionTime: rfc3339(now) },
      };
    const flow = await store.get(flowKind, `${namespace}/${schedule.spec.flow}`);
    const version =
      spec.version ?? schedule.spec.version ?? (flow === undefined ? undefined : currentVersion(flow));
    if (flow !== undefined && version === undefined)
      return wait(`Waiting for the flow ${schedule.spec.flow}, which cannot be run as it stands`);
    const scheduleUID = schedule.metadata.uid ?? "";
    const begun = { phase: "Running", scheduleUID, pinned: pinnedOf(schedule, backfill, version) } as const;
    return { condition: PINNED, status: { ...begun, total: totalOf(schedule, rangeOf(backfill)) } };
  },
};

function pinnedOf({ spec }: Schedule, { spec: own }: Backfill, version: string | undefined): PinnedSchedule {
  const { flow, cron, timeZone, every, startTime, endTime, dependsOnPast } = spec;
  const parameters = { ...spec.parameters, ...own.parameters };
  return {
    flow,
    parameters,
    ...defined({ version, cron, timeZone, every, startTime, endTime, dependsOnPast }),
  };
}

/** Estimated where they are many, until all of them are decided. */
function totalOf({ spec }: Schedule, range: Range): number {
  const timing = timingOf(spec);
  return timing === undefined ? 0 : countSlots(openCalendar(timing), range).count;
}

/** Of a backfill without problems. */
export const rangeOf = ({ spec: { from, to } }: Backfill): Range => ({
  after: new Date((readTime(from) ?? 0) - 1),
  until: new Date(readTime(to) ?? 0),
});
