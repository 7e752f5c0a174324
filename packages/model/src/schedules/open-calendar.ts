import { type Calendar, type Instants, within } from "./calendar.ts";
import { cronInstants } from "./cron/cron-instants.ts";
import { cronWords } from "./cron/cron-words.ts";
import { readCron } from "./cron/read-cron.ts";
import { intervalInstants } from "./every/interval-instants.ts";
import { readEvery } from "./every/read-every.ts";
import { jitterOf } from "./jitter.ts";
import { readTime } from "./rfc3339.ts";
import { isUnreadable, type Timing } from "./timing.ts";

/** The last instant that is served, which every calendar library reaches; the first is 1970. */
const LAST = Date.UTC(2999, 11, 31);

/**
 * A timing as a calendar to be asked. The key (a schedule's UID) decides its jitter. Only for timings without `timingProblems`; throws a
 * RangeError for others.
 */
export function openCalendar(timing: Timing, key = ""): Calendar {
  const { startTime, endTime, jitterSeconds = 0 } = timing;
  const [start = 0, end = LAST] = [boundOf(startTime), boundOf(endTime)];
  const { instants, ...rest } =
    "cron" in timing
      ? openCron(timing.cron, timing.timeZone ?? "UTC")
      : openInterval(timing.every, startTime === undefined ? undefined : start);
  return {
    ...within(instants, { start: Math.max(start, 0), end: Math.min(end, LAST) }),
    ...rest,
    delay: jitterOf(jitterSeconds, key) * 1_000,
  };
}

type Opened = Pick<Calendar, "words" | "timeZone"> & { readonly instants: Instants };

function openCron(cron: string, timeZone: string): Opened {
  const fields = readCron(cron);
  if (isUnreadable(fields)) throw new RangeError(fields.problem);
  const words = cronWords(cron, fields);
  const comma = words.includes(",") ? "," : "";
  return { instants: cronInstants(fields, timeZone), words: `${words}${comma} in ${timeZone}`, timeZone };
}

function openInterval(text: string, start: number | undefined): Opened {
  const every = readEvery(text);
  if (isUnreadable(every)) throw new RangeError(every.problem);
  const instants = intervalInstants({ every: every.seconds * 1_000, anchor: start ?? 0 });
  return { instants, words: `every ${text}`, timeZone: "UTC" };
}

function boundOf(text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : readTime(text);
  if (text !== undefined && time === undefined) throw new RangeError(`${text} is no time.`);
  return time;
}
