import { type Schedule, scheduleProblems } from "@slipway/model/kinds/schedule/index.ts";
import { problemsInWords } from "@slipway/model/kinds/starter-problems.ts";
import { type Calendar, describeCalendar, nextSlots } from "@slipway/model/schedules/index.ts";
import type { Step, StepCondition } from "#reconcile/in-steps.ts";
import { calendarOf } from "./calendar-of.ts";
import { pausedWhy } from "./paused-why.ts";

const TOLD = 5;

/** Says whether a schedule can be kept, and when it is due next. */
export const readable: Step<Schedule, "Ready"> = {
  condition: "Ready",
  async run(schedule, { now }) {
    const problems = problemsInWords(schedule.metadata.name, scheduleProblems(schedule.spec));
    if (problems !== "")
      return {
        condition: { status: "False", reason: "InvalidSchedule", message: problems },
        status: { nextTimes: undefined },
        halt: true,
      };
    const calendar = calendarOf(schedule);
    const paused = pausedWhy(schedule);
    // What is due and does not start before its jitter is over is still to come.
    const next = nextSlots(calendar, new Date(now.getTime() - calendar.delay), TOLD).map(({ key }) => key);
    return {
      condition: conditionOf(calendar, { now, paused, isOver: next.length === 0 }),
      status: { nextTimes: paused === undefined ? next : undefined },
    };
  },
};

function conditionOf(
  calendar: Calendar,
  {
    now,
    paused,
    isOver,
  }: { readonly now: Date; readonly paused: string | undefined; readonly isOver: boolean },
): StepCondition {
  if (paused !== undefined)
    return { status: "True", reason: "Suspended", message: `The schedule is paused: ${paused}` };
  return { status: "True", reason: isOver ? "Ended" : "Scheduled", message: describeCalendar(calendar, now) };
}
