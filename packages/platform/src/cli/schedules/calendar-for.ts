import { type Schedule, scheduleProblems, timingOf } from "@slipway/model/kinds/schedule/index.ts";
import { type Calendar, openCalendar } from "@slipway/model/schedules/index.ts";
import { usageError } from "../errors/usage-error.ts";

/** A schedule's calendar; throws a sentence where it cannot be kept. */
export function calendarFor({ metadata, spec }: Schedule): Calendar {
  const [problem] = scheduleProblems(spec);
  const timing = timingOf(spec);
  if (problem !== undefined || timing === undefined)
    throw usageError(
      `schedule/${metadata.name} cannot be kept: ${problem?.message ?? "it says neither cron nor every."}`,
    );
  return openCalendar(timing, metadata.uid ?? "");
}
