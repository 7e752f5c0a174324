import { type Schedule, timingOf } from "@slipway/model/kinds/schedule/index.ts";
import { type Calendar, openCalendar } from "@slipway/model/schedules/index.ts";

/** A schedule's calendar. Only for those without problems; throws a RangeError for others. */
export function calendarOf({ metadata, spec }: Schedule): Calendar {
  const timing = timingOf(spec);
  if (timing === undefined) throw new RangeError(`${metadata.name} has no timing`);
  return openCalendar(timing, metadata.uid ?? "");
}

/** What a schedule does, in words that change with its timing. */
export function timingWords({ words }: Calendar, { spec: { startTime, endTime } }: Schedule): string {
  const from = startTime === undefined ? "" : ` from ${startTime}`;
  return `${words}${from}${endTime === undefined ? "" : ` until ${endTime}`}`;
}
