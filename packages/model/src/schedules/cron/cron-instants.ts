import { Cron } from "croner";
import type { Instants } from "../calendar.ts";
import type { CronField } from "./cron-field.ts";
import type { CronFields } from "./read-cron.ts";

const DAY = 86_400_000;
/** Over so many days the days that a cron names are counted; their number after that is drawn on. */
const COUNTED_DAYS = 4 * 366;

/**
 * When a cron is due in a zone, by croner.
 *
 * **Day of month and day of week**: where neither is a star, a day that either names is one, as in Kubernetes and Airflow. A star with a step
 * above 1 counts as a restriction, as in Kubernetes' parser; Debian's cron takes it for a star and wants both.
 *
 * **When a zone's clocks change**, the rules of Vixie's cron hold, as Debian has it. A cron is *wild* where the text of its minute or hour
 * begins with a star, and *fixed* otherwise:
 *
 * | the local time        | fixed: `30 2 * * *`, `0 1,13 * * *`          | wild: `* * * * *`, `30 * * * *` |
 * |-----------------------|----------------------------------------------|---------------------------------|
 * | comes once            | due                                          | due                             |
 * | is skipped (gap)      | due once, at the first instant after the gap | not due                         |
 * | comes twice (overlap) | due the first time alone                     | due both times                  |
 *
 * Fixed times that fall together after a gap are due once. So a nightly run is neither lost nor doubled, and one of every quarter of an hour
 * keeps its distance. Kubernetes' CronJob and Argo (robfig/cron) lose a fixed time in a gap, and they and Airflow (croniter) have one of an
 * hour that comes twice due twice.
 */
export function cronInstants(fields: CronFields, timeZone: string): Instants {
  const cron = openCron(fields, timeZone);
  const timesADay = fields.minute.values.length * fields.hour.values.length;
  const noon = openCron({ ...fields, minute: only(0), hour: only(12) }, "UTC");
  const isDaily = fields.dayOfMonth.isStar && fields.month.isStar && fields.dayOfWeek.isStar;
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime(),
    previous: (before) => cron.previousRuns(1, new Date(before))[0]?.getTime(),
    estimate: (after, until) => {
      const counted = Math.min(until - after, COUNTED_DAYS * DAY);
      const days = isDaily ? counted / DAY : countRuns(noon, { after, until: after + counted });
      return Math.round((days * timesADay * (until - after)) / counted);
    },
  };
}

const only = (value: number): CronField => ({ values: [value], special: [], isStar: false, isWild: false });

function openCron({ minute, hour, dayOfMonth, month, dayOfWeek }: CronFields, timezone: string): Cron {
  const pattern = [
    clockText(minute),
    clockText(hour),
    dayText(dayOfMonth),
    dayText(month),
    dayText(dayOfWeek),
  ];
  return new Cron(pattern.join(" "), { timezone, mode: "5-part", fixedTimeRule: "no-wildcard" });
}

const dayText = ({ isStar, values, special }: CronField): string =>
  isStar ? "*" : [...values, ...special].join(",");

/** croner takes a cron for fixed where its text has neither star nor slash, so that a wild field gets a slash that adds nothing. */
function clockText({ isWild, values }: CronField): string {
  const [first] = values;
  return isWild ? [`${first}-${first}/1`, ...values].join(",") : values.join(",");
}

function countRuns(cron: Cron, { after, until }: { after: number; until: number }): number {
  let count = 0;
  for (
    let run = cron.nextRun(new Date(after));
    run !== null && run.getTime() <= until;
    run = cron.nextRun(run)
  )
    count++;
  return count;
}
