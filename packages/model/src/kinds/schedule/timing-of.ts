import { defined } from "../../defined.ts";
import type { Timing } from "../../schedules/index.ts";
import type { ScheduleSpec } from "./type.ts";

/** The timing of a schedule; undefined where it says neither a cron nor an interval, or both. */
export function timingOf(spec: Omit<ScheduleSpec, "flow">): Timing | undefined {
  const { cron, timeZone, every, startTime, endTime, jitterSeconds } = spec;
  const bounds = defined({ startTime, endTime, jitterSeconds });
  if (cron !== undefined)
    return every === undefined ? { cron, ...defined({ timeZone }), ...bounds } : undefined;
  return every === undefined ? undefined : { every, ...bounds };
}
