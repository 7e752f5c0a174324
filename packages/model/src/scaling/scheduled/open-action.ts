import type { Timing } from "../../schedules/index.ts";
import { type Calendar, openCalendar, timingProblems, zonedTime } from "../../schedules/index.ts";
import { timeZoneProblem } from "../../schedules/time-zone.ts";
import type { ScheduledAction } from "./action.ts";
import { readAwsCron } from "./aws-cron.ts";

/** An action whose times can be asked for. */
export interface OpenedAction {
  readonly action: ScheduledAction;
  /** The last instant after `after`, up to `until` inclusive, at which it is due; undefined where there is none. */
  lastDue(after: number, until: number): number | undefined;
}

const EXPRESSION = /^(at|rate|cron)\((.{1,200})\)$/;
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/;
const RATE = /^(\d{1,5}) (minute|hour|day)s?$/;
const HALF_A_DAY = 15 * 3_600_000;

/** A scheduled action ready to be asked; a sentence where its schedule cannot be kept. */
export function openAction(action: ScheduledAction): OpenedAction | { readonly problem: string } {
  const [, kind, inside = ""] = EXPRESSION.exec(action.schedule) ?? [];
  if (kind === "at") return openOnce(action, inside);
  const timing =
    kind === "rate" ? rateTiming(inside) : kind === "cron" ? cronTiming(action, inside) : NEITHER;
  return "problem" in timing ? timing : openTiming(action, timing);
}

const NEITHER = {
  problem: "The schedule is no at(...), rate(...) or cron(...): write e.g. rate(5 hours).",
} as const;

type Read = Timing | { readonly problem: string };

function rateTiming(inside: string): Read {
  const [, count, unit = ""] = RATE.exec(inside) ?? [];
  if (count === undefined || Number(count) === 0)
    return {
      problem: `rate(${inside}) is not read: write a number and minutes, hours or days, e.g. rate(5 hours).`,
    };
  return { every: `${Number(count)}${unit.charAt(0)}` };
}

function cronTiming({ timezone: timeZone = "UTC" }: ScheduledAction, inside: string): Read {
  const zone = timeZoneProblem(timeZone);
  if (zone !== undefined) return { problem: zone };
  const read = readAwsCron(inside, timeZone);
  return "problem" in read ? read : { ...read, timeZone };
}

function openTiming(action: ScheduledAction, timing: Timing): OpenedAction | { readonly problem: string } {
  const startTime = latest(timing.startTime, action.startTime);
  const endTime = earliest(timing.endTime, action.endTime);
  const bounded: Timing = {
    ...timing,
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
  };
  const [problem] = timingProblems(bounded);
  if (problem !== undefined) return { problem: problem.message };
  const recurring = lastIn(openCalendar(bounded));
  const start = action.startTime === undefined ? undefined : Date.parse(action.startTime);
  return {
    action,
    lastDue: (after, until) => later(recurring(after, until), within(start, after, until)),
  };
}

/** A time of a place's clock is found as a cron of that day: one that spring skips is due when the gap ends. */
function openOnce(action: ScheduledAction, inside: string): OpenedAction | { readonly problem: string } {
  const [, , month, day, hour, minute, second] = LOCAL_TIME.exec(inside) ?? [];
  const { timezone: timeZone = "UTC" } = action;
  const asUtc = Date.parse(`${inside}Z`);
  const isTime = month !== undefined && !Number.isNaN(asUtc) && new Date(asUtc).getUTCDate() === Number(day);
  if (!isTime) return { problem: `at(${inside}) is no time: write it as at(2026-11-30T08:00:00).` };
  const zone = timeZoneProblem(timeZone);
  if (zone !== undefined) return { problem: zone };
  const calendar = openCalendar({
    cron: `${Number(minute)} ${Number(hour)} ${Number(day)} ${Number(month)} *`,
    timeZone,
    startTime: new Date(asUtc - HALF_A_DAY).toISOString(),
    endTime: new Date(asUtc + HALF_A_DAY).toISOString(),
  });
  const begun = calendar.next(asUtc - HALF_A_DAY - 1);
  if (begun === undefined) return { problem: `at(${inside}) is never: ${timeZone} has no such time.` };
  const isSkipped = !zonedTime(new Date(begun), timeZone).includes(` ${hour}:${minute}`);
  const time = begun + (isSkipped ? 0 : Number(second) * 1_000);
  return { action, lastDue: (after, until) => within(time, after, until) };
}

/** Between two times that follow each other the calendar is asked once. */
function lastIn(calendar: Calendar): OpenedAction["lastDue"] {
  let quiet = { after: Number.POSITIVE_INFINITY, next: Number.NEGATIVE_INFINITY };
  return (after, until) => {
    if (after < quiet.after || until >= quiet.next)
      quiet = { after, next: calendar.next(after) ?? Number.POSITIVE_INFINITY };
    return until < quiet.next ? undefined : within(calendar.previous(until + 1), after, until);
  };
}

const within = (time: number | undefined, after: number, until: number): number | undefined =>
  time !== undefined && time > after && time <= until ? time : undefined;

const later = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

const latest = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Date.parse(a) >= Date.parse(b) ? a : b;

const earliest = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Date.parse(a) <= Date.parse(b) ? a : b;
