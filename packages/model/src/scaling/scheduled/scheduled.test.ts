import { describe, expect, it, test } from "vitest";
import { decideScale, openTarget, type ScaledTarget, type ScalingMemory, targetProblems } from "../index.ts";
import { steady } from "../testing/decide.ts";
import type { ScheduledAction } from "./action.ts";
import { openAction } from "./open-action.ts";

const at = (text: string): number => Date.parse(text);

function timesOf(action: Omit<ScheduledAction, "name">, from: string, until: string): readonly string[] {
  const opened = openAction({ name: "a", ...action });
  if ("problem" in opened) throw new Error(opened.problem);
  const times: string[] = [];
  for (let end = at(until); ; ) {
    const time = opened.lastDue(at(from) - 1, end);
    if (time === undefined) return times;
    times.unshift(new Date(time).toISOString().replace(":00.000Z", "Z"));
    end = time - 1;
  }
}

describe("Example scheduled actions for Application Auto Scaling (user guide)", () => {
  test.each<[Omit<ScheduledAction, "name">, string, string, readonly string[]]>([
    [
      { schedule: "at(2021-03-31T22:00:00)" },
      "2021-01-01T00:00Z",
      "2022-01-01T00:00Z",
      ["2021-03-31T22:00Z"],
    ],
    [
      {
        schedule: "rate(5 hours)",
        startTime: "2021-01-30T12:00:00Z",
        endTime: "2021-01-31T22:00:00Z",
      },
      "2021-01-01T00:00Z",
      "2021-12-31T00:00Z",
      [
        ...["2021-01-30T12:00Z", "2021-01-30T17:00Z", "2021-01-30T22:00Z", "2021-01-31T03:00Z"],
        ...["2021-01-31T08:00Z", "2021-01-31T13:00Z", "2021-01-31T18:00Z"],
      ],
    ],
    [
      { schedule: "cron(0 9 * * ? *)" },
      "2021-05-01T00:00Z",
      "2021-05-03T00:00Z",
      ["2021-05-01T09:00Z", "2021-05-02T09:00Z"],
    ],
    [
      { schedule: "at(2021-01-31T17:00:00)", timezone: "America/New_York" },
      "2021-01-01T00:00Z",
      "2022-01-01T00:00Z",
      ["2021-01-31T22:00Z"],
    ],
    // Etc/GMT+9 is nine hours behind. 2021-01-29 is a Friday.
    [
      { schedule: "cron(0 18 ? * MON-FRI *)", timezone: "Etc/GMT+9" },
      "2021-01-29T00:00Z",
      "2021-02-02T12:00Z",
      ["2021-01-29T03:00Z", "2021-01-30T03:00Z", "2021-02-02T03:00Z"],
    ],
  ])("%j", (action, from, until, times) => {
    expect(timesOf(action, from, until)).toEqual(times);
  });
});

describe("a time of a place's clock", () => {
  test.each([
    ["at(2026-11-30T08:00:30)", undefined, ["2026-11-30T08:00:30.000Z"]],
    ["at(2026-11-30T08:00:59)", "Asia/Kolkata", ["2026-11-30T02:30:59.000Z"]],
    // What comes twice is meant the first time, and what is skipped when the gap ends.
    ["at(2026-10-25T02:30:15)", "Europe/Paris", ["2026-10-25T00:30:15.000Z"]],
    ["at(2026-03-29T02:30:15)", "Europe/Paris", ["2026-03-29T01:00Z"]],
    ["cron(0 8 1 1 ? 2027)", "Asia/Tokyo", ["2026-12-31T23:00Z"]],
    ["cron(59 23 31 12 ? 2026)", "Asia/Tokyo", ["2026-12-31T14:59Z"]],
    ["cron(0 20 31 12 ? 2026)", "America/Los_Angeles", ["2027-01-01T04:00Z"]],
    ["cron(0 0 1 1 ? 2027)", "America/Los_Angeles", ["2027-01-01T08:00Z"]],
    ["cron(0 0 1 1 ? 2026-2027)", "Pacific/Kiritimati", ["2025-12-31T10:00Z", "2026-12-31T10:00Z"]],
  ])("%s in %s", (schedule, timezone, times) => {
    const action = { schedule, ...(timezone === undefined ? {} : { timezone }) };
    expect(timesOf(action, "2025-01-01T00:00Z", "2030-01-01T00:00Z")).toEqual(times);
  });

  it("is told where its place is not known, whatever years it names", () => {
    expect(openAction({ name: "a", schedule: "cron(0 8 1 1 ? 2027)", timezone: "Mars/Base" })).toHaveProperty(
      "problem",
    );
  });
});

describe("Schedule recurring scaling actions using cron expressions (user guide)", () => {
  // A day that is a Monday and the first of a month: 2021-02-01.
  test.each([
    ["0 10 * * ? *", 1, "10:00"],
    ["15 12 * * ? *", 1, "12:15"],
    ["0 18 ? * MON-FRI *", 1, "18:00"],
    ["0 8 1 * ? *", 1, "08:00"],
    ["0/15 * * * ? *", 96, "00:00"],
    ["0/10 * ? * MON-FRI *", 144, "00:00"],
    ["0/5 8-17 ? * MON-FRI *", 120, "08:00"],
    ["0 0 10 * * ? *", 1, "10:00"],
  ])("cron(%s)", (fields, count, first) => {
    const times = timesOf({ schedule: `cron(${fields})` }, "2021-02-01T00:00Z", "2021-02-01T23:59Z");
    expect(times).toHaveLength(count);
    expect(times[0]).toBe(`2021-02-01T${first}Z`);
  });

  it("runs at the start time, and then by the recurrence", () => {
    const action = { schedule: "cron(0 9 * * ? *)", startTime: "2021-02-01T10:30:00Z" };
    expect(timesOf(action, "2021-01-01T00:00Z", "2021-02-03T00:00Z")).toEqual([
      "2021-02-01T10:30Z",
      "2021-02-02T09:00Z",
    ]);
  });

  it("keeps to the years that are named", () => {
    const times = timesOf(
      { schedule: "cron(0 0 1 1 ? 2026-2027)" },
      "2020-01-01T00:00Z",
      "2040-01-01T00:00Z",
    );
    expect(times).toEqual(["2026-01-01T00:00Z", "2027-01-01T00:00Z"]);
  });
});

describe("a schedule that cannot be kept is told in a sentence", () => {
  test.each([
    ["at(2026-13-01T00:00:00)", "at(2026-13-01T00:00:00) is no time: write it as at(2026-11-30T08:00:00)."],
    ["at(2026-02-30T00:00:00)", "at(2026-02-30T00:00:00) is no time: write it as at(2026-11-30T08:00:00)."],
    [
      "rate(0 hours)",
      "rate(0 hours) is not read: write a number and minutes, hours or days, e.g. rate(5 hours).",
    ],
    ["every 5 hours", "The schedule is no at(...), rate(...) or cron(...): write e.g. rate(5 hours)."],
    [
      "cron(0 9 * * *)",
      '"0 9 * * *" has 5 fields: AWS\'s crons have six, minutes, hours, day of month, month, day of week and year.',
    ],
    [
      "cron(30 6 * * 2 *)",
      'The day of week "2" is ambiguous: AWS\'s guides take 2 for Monday and for Tuesday. Write a name, e.g. MON-FRI.',
    ],
    [
      "cron(0 9 1 * MON *)",
      '"0 9 1 * MON *" names a day of month and a day of week: AWS takes one, and ? for the other.',
    ],
    [
      "cron(0 9 1 * ? 2026/2)",
      'The year "2026/2" is not read: write *, one year, or a range such as 2026-2028.',
    ],
  ])("%s", (schedule, message) => {
    const target = { min: 1, max: 2, policies: [], scheduledActions: [{ name: "a", schedule }] };
    expect(targetProblems(target)).toEqual([{ field: "scheduledActions.a.schedule", message }]);
  });

  it("however long it is", () => {
    const schedule = `cron(${"0,".repeat(100_000)})`;
    expect(openAction({ name: "a", schedule })).toHaveProperty("problem");
  });
});

describe("scheduled actions", () => {
  const DAY: ScaledTarget = {
    min: 1,
    max: 10,
    policies: [],
    scheduledActions: [
      { name: "morning", schedule: "cron(0 8 * * ? *)", timezone: "Europe/Paris", min: 5, max: 20 },
      { name: "night", schedule: "cron(0 20 * * ? *)", timezone: "Europe/Paris", min: 0, max: 2 },
    ],
  };

  /** Every quarter of an hour, from one time to another. */
  function through(target: ScaledTarget, from: string, until: string, start = 1) {
    const opened = openTarget(target);
    let memory: ScalingMemory = {};
    let current = start;
    const changes: string[] = [];
    for (let now = at(from); now <= at(until); now += 900_000) {
      const decision = decideScale(opened, { now, current, signals: {} }, memory);
      if (decision.desired !== current) {
        const time = new Date(now).toISOString().slice(5, 16);
        changes.push(`${time} ${current}-${decision.desired} ${decision.bounds.by}`);
      }
      ({ memory, desired: current } = decision);
    }
    return { changes, memory, current };
  }

  it("bring capacity within what they set, and leave it there", () => {
    expect(through(DAY, "2026-11-30T00:00Z", "2026-12-01T23:00Z").changes).toEqual([
      "11-30T07:00 1-5 morning",
      "11-30T19:00 5-2 night",
      "12-01T07:00 2-5 morning",
      "12-01T19:00 5-2 night",
    ]);
  });

  it("go by the place's clock through a change of it", () => {
    expect(through(DAY, "2026-10-24T22:30Z", "2026-10-25T23:00Z", 2).changes).toEqual([
      "10-25T07:00 2-5 morning",
      "10-25T19:00 5-2 night",
    ]);
  });

  it("are caught up with by their last times alone", () => {
    const opened = openTarget(DAY);
    const memory = decideScale(opened, { now: at("2026-11-30T00:00Z"), current: 1, signals: {} }).memory;
    const later = decideScale(opened, { now: at("2026-12-31T12:00Z"), current: 1, signals: {} }, memory);
    expect([later.desired, later.bounds]).toEqual([5, { min: 5, max: 20, by: "morning" }]);
  });

  it("give way once the target itself says other bounds", () => {
    const { memory } = through(DAY, "2026-11-30T00:00Z", "2026-11-30T12:00Z");
    const changed = openTarget({ ...DAY, max: 12 });
    const decision = decideScale(changed, { now: at("2026-11-30T12:15Z"), current: 5, signals: {} }, memory);
    expect(decision.bounds).toEqual({ min: 1, max: 12 });
  });

  it("give way to what the target says again, be it the same, and to that alone", () => {
    const { memory } = through(DAY, "2026-11-30T00:00Z", "2026-11-30T12:00Z");
    const now = at("2026-11-30T12:15Z");
    const boundsSaid = (since: string) =>
      decideScale(openTarget({ ...DAY, since: at(since) }), { now, current: 5, signals: {} }, memory).bounds;
    expect(boundsSaid("2026-11-30T12:10Z")).toEqual({ min: 1, max: 10 });
    expect(boundsSaid("2026-11-30T06:59Z")).toEqual({ min: 5, max: 20, by: "morning" });
    // What came due between the look before and that is over, too.
    const night = { now: at("2026-11-30T19:05Z"), current: 5, signals: {} };
    const later = openTarget({ ...DAY, since: at("2026-11-30T19:01Z") });
    expect(decideScale(later, night, memory).bounds).toEqual({ min: 1, max: 10 });
  });

  it("are not lost where the first look comes late, and are not due at what was over when they were made", () => {
    const boundsOf = (since: string, scheduledUntil?: string) => {
      const target: ScaledTarget = {
        ...{ min: 1, max: 10, policies: [] },
        scheduledActions: [{ name: "a", schedule: "at(2026-11-30T08:00:00)", min: 5, since }],
      };
      const memory = scheduledUntil === undefined ? {} : { scheduledUntil: at(scheduledUntil) };
      const seen = { now: at("2026-11-30T08:05:00Z"), current: 5, signals: {} };
      return decideScale(openTarget(target), seen, memory).bounds.min;
    };
    expect(boundsOf("2026-11-30T07:59:58Z")).toBe(5);
    expect(boundsOf("2026-11-30T07:59:58Z", "2026-11-30T07:59:00Z")).toBe(5);
    expect(boundsOf("2026-11-30T08:00:02Z", "2026-11-30T07:59:00Z")).toBe(1);
    expect(boundsOf("2026-11-30T08:00:02Z")).toBe(1);
    expect(boundsOf("2026-11-30T07:00:00Z", "2026-11-30T08:01:00Z")).toBe(1);
  });

  it("set one bound where they name one", () => {
    const target: ScaledTarget = {
      ...DAY,
      scheduledActions: [{ name: "more", schedule: "at(2026-11-30T08:00:00)", min: 12 }],
    };
    const { current, memory } = through(target, "2026-11-30T07:00Z", "2026-11-30T09:00Z");
    expect([current, memory.bounds]).toMatchObject([12, { min: 12, max: 12 }]);
  });

  it("are lost where they come due while they are suspended (user guide, Suspending and resuming)", () => {
    const suspended = { ...DAY, suspended: { scheduled: true } };
    const { changes, memory } = through(suspended, "2026-11-30T00:00Z", "2026-11-30T12:00Z");
    expect(changes).toEqual([]);
    const resumed = decideScale(
      openTarget(DAY),
      { now: at("2026-11-30T12:15Z"), current: 1, signals: {} },
      memory,
    );
    expect(resumed.desired).toBe(1);
  });

  it("do not wait for a cooldown, and are the bounds of policies", () => {
    const tracking = { type: "TargetTrackingScaling", name: "t", metric: "load", target: 50 } as const;
    const opened = openTarget({ ...DAY, policies: [tracking] });
    const now = at("2026-11-30T06:59Z");
    const out = decideScale(opened, { now, current: 2, signals: { load: steady(100) } });
    expect(out.desired).toBe(4);
    const scheduled = { now: now + 60_000, current: 4, signals: { load: steady(50) } };
    const raised = decideScale(opened, scheduled, out.memory);
    expect([raised.desired, raised.reason.code]).toEqual([5, "BelowMinCapacity"]);
    const most = { now: now + 3_600_000, current: 5, signals: { load: steady(5_000) } };
    expect(decideScale(opened, most, raised.memory).desired).toBe(20);
  });
});
