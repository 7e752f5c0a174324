import { describe, expect, it } from "vitest";
import { openCalendar } from "../open-calendar.ts";
import { planSlots } from "./plan-slots.ts";
import type { ScheduleState } from "./schedule-state.ts";

const hourly = openCalendar({ cron: "0 * * * *" });
const at = (time: string) => new Date(`2026-11-30T${time}Z`);
const slot = (hour: string) => ({
  time: at(`${hour}:00`),
  key: `2026-11-30T${hour}:00Z`,
  startAfter: at(`${hour}:00`),
});

/** What is planned for an hourly schedule that was looked at until 08:00. */
function planned(state: Partial<ScheduleState>, now: string) {
  const before = { policy: {}, handledUntil: at("08:00:00"), queue: [], active: [], ...state };
  const { start, skipped, queue, handledUntil, wakeAt, message } = planSlots(hourly, before, at(now));
  return {
    start: start.map((one) => [one.slot.key.slice(11, 16), ...one.replaces].join(" stops ")),
    skipped: skipped.map(
      (one) => `${one.reason} ${one.oldest.key.slice(11, 16)}-${one.newest.key.slice(11, 16)}`,
    ),
    queue: queue.map(({ key }) => key.slice(11, 16)),
    until: handledUntil.toISOString().slice(11, 19),
    wakeAt: wakeAt?.toISOString().slice(11, 19),
    ...(message === undefined ? {} : { message }),
  };
}
const NOTHING = { start: [], skipped: [], queue: [], until: "08:00:00", wakeAt: "09:00:00" };

describe("the plan of a schedule", () => {
  it("is to wake when the next slot is due", () => {
    expect(planned({}, "08:20:00")).toEqual(NOTHING);
    expect(planned({}, "09:00:01")).toEqual({
      ...NOTHING,
      start: ["09:00"],
      until: "09:00:00",
      wakeAt: "10:00:00",
    });
  });

  it("has nothing to do where the clock went back", () => {
    expect(planned({}, "03:00:00")).toEqual(NOTHING);
  });

  it("stops what is active where it replaces, and starts the newest alone", () => {
    const policy = { concurrencyPolicy: "Replace", catchup: "all" } as const;
    expect(planned({ policy, active: ["a", "b"] }, "11:00:00")).toMatchObject({
      start: ["11:00 stops a stops b"],
      skipped: ["Superseded 09:00-09:00", "Superseded 10:00-10:00"],
      until: "11:00:00",
    });
  });

  it("starts one and forbids the others that are due with it", () => {
    const policy = { concurrencyPolicy: "Forbid", catchup: "all" } as const;
    expect(planned({ policy }, "10:30:00")).toMatchObject({
      start: ["09:00"],
      skipped: ["Active 10:00-10:00"],
    });
  });

  it("queues what must wait, and starts its head when the run has ended", () => {
    const policy = { concurrencyPolicy: "Queue" } as const;
    expect(planned({ policy, active: ["a"], queue: [slot("07:00")] }, "09:00:00")).toMatchObject({
      start: [],
      queue: ["07:00", "09:00"],
      message: "It waits until a has ended, since concurrencyPolicy is Queue.",
    });
    expect(planned({ policy, queue: [slot("07:00"), slot("08:00")] }, "08:01:00")).toMatchObject({
      start: ["07:00"],
      queue: ["08:00"],
      message: "It waits until the run of 2026-11-30T07:00:00Z has ended, since concurrencyPolicy is Queue.",
    });
  });

  it("skips what finds the queue full, but leaves it undecided where all are caught up", () => {
    const policy = { concurrencyPolicy: "Queue", queueLimit: 1 } as const;
    expect(planned({ policy, active: ["a"], queue: [slot("08:00")] }, "09:00:00")).toMatchObject({
      skipped: ["QueueFull 09:00-09:00"],
      until: "09:00:00",
      wakeAt: "10:00:00",
    });
    expect(planned({ policy: { ...policy, catchup: "all" }, active: ["a"] }, "11:00:00")).toMatchObject({
      skipped: [],
      queue: ["09:00"],
      until: "09:59:59",
      wakeAt: undefined,
    });
  });

  it("holds back what depends on a run that failed, and all after it", () => {
    const policy = { concurrencyPolicy: "Allow", dependsOnPast: true, catchup: "all" } as const;
    const failed = { key: "2026-11-30T08:00:00Z", outcome: "Failed" } as const;
    expect(planned({ policy, previous: failed }, "10:00:00")).toMatchObject({
      start: [],
      queue: ["09:00", "10:00"],
      message: expect.stringContaining("retry that run, or delete it"),
    });
    const skipped = { ...failed, outcome: "Skipped" } as const;
    expect(planned({ policy, previous: skipped }, "10:00:00")).toMatchObject({
      start: ["09:00"],
      queue: ["10:00"],
      message: "It waits until the run of 2026-11-30T09:00:00Z has succeeded, since dependsOnPast is set.",
    });
    const mended = { ...failed, outcome: "Succeeded" } as const;
    expect(
      planned({ policy, previous: mended, queue: [slot("09:00")], handledUntil: at("10:00:00") }, "10:00:00"),
    ).toMatchObject({ start: ["09:00"], queue: [] });
  });

  it("starts nothing while paused, tells why, and catches up afterwards as asked", () => {
    const paused = { paused: "the bucket is being moved", queue: [slot("07:00")] };
    const said = {
      start: [],
      queue: ["07:00"],
      message: "The schedule is paused: the bucket is being moved",
    };
    expect(planned(paused, "09:00:10")).toMatchObject({
      ...said,
      skipped: ["Paused 09:00-09:00"],
      wakeAt: "10:00:00",
    });
    const all = { ...paused, policy: { catchup: "all" } } as const;
    expect(planned(all, "09:00:10")).toMatchObject({
      ...said,
      skipped: [],
      until: "08:00:00",
      wakeAt: undefined,
    });
  });

  it("does not start again what has a run that nobody wrote down", () => {
    const previous = { key: "2026-11-30T09:00:00Z", outcome: "Active" } as const;
    const policy = { catchup: "all", concurrencyPolicy: "Allow" } as const;
    expect(planned({ policy, previous, active: ["a"] }, "10:00:00").start).toEqual(["10:00"]);
    expect(planned({ previous, active: ["a"] }, "09:00:10")).toMatchObject({ start: [], skipped: [] });
  });

  it("looks again at once where more is due than starts at a time", () => {
    const policy = { catchup: "all", concurrencyPolicy: "Allow" } as const;
    const plan = planSlots(
      openCalendar({ every: "10s" }),
      { policy, handledUntil: at("08:00:00"), queue: [], active: [] },
      at("09:00:05"),
    );
    expect(plan.start).toHaveLength(100);
    expect(plan.wakeAt).toEqual(at("09:00:05"));
  });
});
