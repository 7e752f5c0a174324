import { describe, expect, it } from "vitest";
import { openCalendar } from "../open-calendar.ts";
import { dueSlots } from "./due-slots.ts";
import { policyProblems, type SchedulePolicy } from "./policy.ts";

const hourly = openCalendar({ cron: "0 * * * *" });
const at = (time: string) => new Date(`2026-11-30T${time}Z`);

/** What is decided of an hourly schedule that was looked at until 08:00. */
function decided(policy: SchedulePolicy, now: string, limit?: number) {
  const question = { policy, handledUntil: at("08:00:00"), now: at(now) };
  const { run, skipped, handledUntil } = dueSlots(
    hourly,
    limit === undefined ? question : { ...question, limit },
  );
  return {
    run: run.map(({ key }) => key.slice(11, 16)),
    skipped: skipped.map(
      (one) =>
        `${one.reason} ${one.oldest.key.slice(11, 16)}-${one.newest.key.slice(11, 16)} ${one.slots.count}`,
    ),
    until: handledUntil.toISOString().slice(11, 19),
  };
}

describe("slots that are due", () => {
  it("are none before the next one's time", () => {
    expect(decided({}, "08:59:59")).toEqual({ run: [], skipped: [], until: "08:00:00" });
  });

  it("run on time", () => {
    for (const catchup of ["none", "last", "all"] as const)
      expect(decided({ catchup }, "09:00:02")).toEqual({ run: ["09:00"], skipped: [], until: "09:00:00" });
  });

  it("are skipped when missed, unless the newest is a minute late at most", () => {
    expect(decided({}, "11:00:30")).toEqual({
      run: ["11:00"],
      skipped: ["Missed 09:00-10:00 2"],
      until: "11:00:00",
    });
    expect(decided({}, "11:30:00")).toEqual({
      run: [],
      skipped: ["Missed 09:00-11:00 3"],
      until: "11:00:00",
    });
  });

  it("run however late where the last is caught up, the newest alone", () => {
    expect(decided({ catchup: "last" }, "11:30:00")).toEqual({
      run: ["11:00"],
      skipped: ["Superseded 09:00-10:00 2"],
      until: "11:00:00",
    });
  });

  it("run one by one where all are caught up, so many at once as may", () => {
    expect(decided({ catchup: "all" }, "11:30:00")).toEqual({
      run: ["09:00", "10:00", "11:00"],
      skipped: [],
      until: "11:00:00",
    });
    expect(decided({ catchup: "all" }, "11:30:00", 2)).toEqual({
      run: ["09:00", "10:00"],
      skipped: [],
      until: "10:00:00",
    });
    expect(decided({ catchup: "all" }, "11:30:00", 0)).toEqual({ run: [], skipped: [], until: "08:00:00" });
  });

  // Kubernetes' CronJob: `scheduledTime.Add(startingDeadlineSeconds).Before(now)` is a missed start.
  it("run up to the deadline and not after it", () => {
    const deadline = { startingDeadlineSeconds: 5_400 };
    expect(decided({ ...deadline, catchup: "all" }, "11:30:00")).toEqual({
      run: ["10:00", "11:00"],
      skipped: ["PastDeadline 09:00-09:00 1"],
      until: "11:00:00",
    });
    expect(decided({ ...deadline, catchup: "all" }, "11:30:01").run).toEqual(["11:00"]);
    expect(decided(deadline, "11:30:00")).toEqual({
      run: ["11:00"],
      skipped: ["PastDeadline 09:00-09:00 1", "Missed 10:00-10:00 1"],
      until: "11:00:00",
    });
    expect(decided({ startingDeadlineSeconds: 60, catchup: "last" }, "11:30:00")).toMatchObject({
      run: [],
      skipped: ["PastDeadline 09:00-11:00 3"],
    });
    expect(decided({ startingDeadlineSeconds: 60, catchup: "all" }, "11:30:00").run).toEqual([]);
  });

  it("start as late as the jitter has it", () => {
    const calendar = openCalendar({ cron: "0 * * * *", jitterSeconds: 600 }, "a schedule");
    const { delay } = calendar;
    expect(delay).toBeGreaterThan(0);
    const due = (now: Date) =>
      dueSlots(calendar, { policy: {}, handledUntil: at("08:30:00"), now }).run.length;
    expect(due(new Date(at("09:00:00").getTime() + delay - 1))).toBe(0);
    expect(due(new Date(at("09:00:00").getTime() + delay))).toBe(1);
  });

  it("are told in a sentence, estimated where they are many", () => {
    const calendar = openCalendar({ cron: "* * * * *", timeZone: "Europe/Paris" });
    const handledUntil = new Date("2016-11-30T00:00:00Z");
    const { run, skipped } = dueSlots(calendar, { policy: {}, handledUntil, now: at("08:00:30") });
    expect(run.map(({ key }) => key)).toEqual(["2026-11-30T08:00:00Z"]);
    expect(skipped[0]?.message).toMatch(
      /^About 52\d{5} slots from 2016-11-30T00:01:00Z to 2026-11-30T07:59:00Z were missed, and catchup is none\.$/,
    );
  });
});

it("a policy that cannot be kept is refused, each field in a sentence", () => {
  const bad = {
    startingDeadlineSeconds: -1,
    queueLimit: 1.5,
    dependsOnPast: true,
    concurrencyPolicy: "Replace",
  } as const;
  expect(policyProblems(bad).map(({ field }) => field)).toEqual([
    "startingDeadlineSeconds",
    "queueLimit",
    "dependsOnPast",
  ]);
  expect(
    policyProblems({ ...bad, startingDeadlineSeconds: 0, queueLimit: 0, concurrencyPolicy: "Queue" }),
  ).toEqual([]);
});
