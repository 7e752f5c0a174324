import { readTime, writeTime } from "../../schedules/rfc3339.ts";
import { timeZoneProblem } from "../../schedules/time-zone.ts";
import { zonedDate } from "../../schedules/zoned-date.ts";
import type { FlowRunSpec, RunSlot } from "./type.ts";

type Given = { readonly [K in "scheduledTime" | "timeZone"]?: FlowRunSpec[K] | undefined };

/** Why a run's slot cannot be read, a sentence; undefined where it can, or has none. */
export function slotProblem({ scheduledTime, timeZone }: Given): string | undefined {
  if (scheduledTime === undefined)
    return timeZone === undefined ? undefined : "timeZone goes with scheduledTime: give both, or neither";
  if (readTime(scheduledTime) === undefined)
    return `scheduledTime is ${JSON.stringify(scheduledTime.slice(0, 40))}: write RFC 3339 with whole seconds and an offset, e.g. 2026-11-30T03:00:00Z`;
  return timeZone === undefined ? undefined : timeZoneProblem(timeZone);
}

/** The slot's identity within its schedule: its instant in UTC; undefined where the run is for none that can be read. */
export function slotKeyOf({ scheduledTime }: Given): string | undefined {
  const time = scheduledTime === undefined ? undefined : readTime(scheduledTime);
  return time === undefined ? undefined : writeTime(time);
}

/** The slot that a run is for; undefined where it is for none. Only for specs without `slotProblem`. */
export function slotOf({ scheduledTime, timeZone = "UTC" }: Given): RunSlot | undefined {
  const key = slotKeyOf({ scheduledTime });
  return key === undefined ? undefined : { scheduledTime: key, date: zonedDate(new Date(key), timeZone) };
}
