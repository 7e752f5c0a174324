import { readCron } from "./cron/read-cron.ts";
import { readEvery } from "./every/read-every.ts";
import { MAX_JITTER_SECONDS } from "./jitter.ts";
import { openCalendar } from "./open-calendar.ts";
import { readTime } from "./rfc3339.ts";
import { timeZoneProblem } from "./time-zone.ts";
import { isUnreadable, type Timing, type TimingProblem } from "./timing.ts";

type Problem = TimingProblem | undefined;

/** Why a timing cannot be kept, each with its field; none where it can, and then it has a slot at least. Bounded work for any text. */
export function timingProblems(timing: Timing): readonly TimingProblem[] {
  const problems = [
    ...("cron" in timing
      ? [unread("cron", readCron(timing.cron)), zoneProblem(timing.timeZone)]
      : [unread("every", readEvery(timing.every))]),
    timeProblem("startTime", timing.startTime),
    timeProblem("endTime", timing.endTime),
    jitterProblem(timing.jitterSeconds),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) return problems;
  const empty = emptyProblem(timing);
  return empty === undefined ? [] : [empty];
}

const unread = (field: TimingProblem["field"], read: object): Problem =>
  isUnreadable(read) ? { field, message: read.problem } : undefined;

function zoneProblem(zone: string | undefined): Problem {
  const message = zone === undefined ? undefined : timeZoneProblem(zone);
  return message === undefined ? undefined : { field: "timeZone", message };
}

function timeProblem(field: "startTime" | "endTime", text: string | undefined): Problem {
  if (text === undefined || readTime(text) !== undefined) return undefined;
  const message = `"${text.slice(0, 40)}" is no time: write RFC 3339 with whole seconds and an offset, e.g. 2026-11-30T03:00:00Z.`;
  return { field, message };
}

function jitterProblem(seconds = 0): Problem {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_JITTER_SECONDS) return undefined;
  const message = `The jitter must be whole seconds from 0 to ${MAX_JITTER_SECONDS}, and is ${seconds}.`;
  return { field: "jitterSeconds", message };
}

function emptyProblem(timing: Timing): Problem {
  const { startTime, endTime } = timing;
  const [start = 0, end = Number.POSITIVE_INFINITY] = [startTime, endTime].map((text) =>
    text === undefined ? undefined : readTime(text),
  );
  if (end < start)
    return { field: "endTime", message: `The end, ${endTime}, must not be before the start, ${startTime}.` };
  const calendar = openCalendar(timing);
  if (calendar.next(start - 1) !== undefined) return undefined;
  const message = `Nothing is due from ${startTime ?? "1970"} to ${endTime ?? "2999"}: the schedule (${calendar.words}) would never run.`;
  return { field: endTime === undefined ? "startTime" : "endTime", message };
}
