import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openTarget, replay, type ScalingPolicy, type Traffic } from "../index.ts";

const FROM = Date.parse("2026-11-30T00:00:00Z");
const CAPABILITY = { requestsPerSecond: 2, serviceSeconds: 0.25, startupSeconds: 60 };
const minutes = (arrivals: readonly number[]): Traffic => ({ from: FROM, periodSeconds: 60, arrivals });

const tracking: ScalingPolicy = {
  type: "TargetTrackingScaling",
  name: "invocations",
  metric: "InvocationsPerInstance",
  target: 80,
};
const target = (policies: readonly ScalingPolicy[], { min = 1, max = 20 } = {}) =>
  openTarget({ min, max, policies });

/** A day: nothing at night, most at noon, and a spike in the evening. */
const DAY = minutes(
  Array.from({ length: 1_440 }, (_, minute) => {
    const sun = Math.max(0, Math.sin(((minute - 360) / 720) * Math.PI));
    return Math.round(900 * sun) + (minute >= 1_200 && minute < 1_210 ? 1_500 : 0);
  }),
);

describe("a replay", () => {
  it("of a fixed number counts what queueing has it wait", () => {
    // 180 a minute come, 120 are answered: after 10 minutes 600 wait, the last for 300 s. It takes 5 more.
    const traffic = minutes([...new Array<number>(10).fill(180), 0, 0, 0, 0, 0, 0]);
    const replayed = replay({ target: target([], { max: 1 }), traffic, capability: CAPABILITY });
    expect(replayed.requests).toBeCloseTo(1_800);
    expect(replayed.longestWaitSeconds).toBeGreaterThanOrEqual(299);
    expect(replayed.longestWaitSeconds).toBeLessThanOrEqual(301);
    expect(replayed.unanswered).toBeCloseTo(0);
    // Who waited for more than a second: all but the first few.
    expect(replayed.late / replayed.requests).toBeGreaterThan(0.99);
    expect([replayed.leastCopies, replayed.mostCopies, replayed.changes]).toEqual([1, 1, []]);
    expect(replayed.copyHours).toBeCloseTo(16 / 60);
  });

  it("loses no request, and answers none twice", () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, (found) => {
        const replayed = replay({
          target: target([tracking]),
          traffic: minutes(found),
          capability: CAPABILITY,
        });
        const sum = found.reduce((total, one) => total + one, 0);
        expect(replayed.requests).toBeCloseTo(sum, 3);
        expect(replayed.late).toBeLessThanOrEqual(sum + 1e-6);
        expect(replayed.unanswered).toBeLessThanOrEqual(sum + 1e-6);
      }),
      { numRuns: 30 },
    );
  });

  it("of a day follows its load within milliseconds, and says what it costs", () => {
    const parts = { traffic: DAY, capability: CAPABILITY, price: { perHour: 0.5 } };
    const start = Date.now();
    const tracked = replay({ ...parts, target: target([tracking]) });
    const took = Date.now() - start;
    const fixed = replay({ ...parts, target: target([], { min: 20, max: 20 }) });
    expect(tracked.decisions).toBe(5_760);
    // A machine of a hundredth of today's speed would do.
    expect(took).toBeLessThan(5_000);
    expect(tracked.mostCopies).toBeGreaterThan(10);
    expect(tracked.leastCopies).toBe(1);
    expect(fixed.copyHours).toBeCloseTo(480);
    expect(fixed.cost).toEqual({ amount: fixed.copyHours * 0.5, currency: "USD" });
    expect(tracked.cost?.amount).toBeLessThan(fixed.cost?.amount ?? 0);
    expect(tracked.late).toBeGreaterThan(fixed.late);
    expect(tracked.changes[0]).toMatchObject({ current: 1, reason: { code: "ScaleOut" } });
  });

  it("shows a cost that nobody has told as unknown, not as nothing", () => {
    expect(replay({ target: target([tracking]), traffic: DAY, capability: CAPABILITY })).not.toHaveProperty(
      "cost",
    );
  });

  it("from zero has requests wait for the first copy, and goes back to zero", () => {
    const queue: ScalingPolicy = {
      type: "QueueBacklog",
      name: "jobs",
      waiting: "Waiting",
      inFlight: "InFlight",
      target: 30,
    };
    const traffic = minutes([0, 0, 120, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const replayed = replay({
      target: target([queue], { min: 0, max: 4 }),
      traffic,
      capability: CAPABILITY,
      patienceSeconds: 180,
    });
    // All of the minute's 120 at once: straight to 4, which are there a minute later.
    expect(replayed.changes[0]).toMatchObject({ at: FROM + 180_000, current: 0, desired: 4 });
    expect(replayed.changes.at(-1)).toMatchObject({ desired: 0 });
    expect(replayed.longestWaitSeconds).toBe(120);
    expect([replayed.late, replayed.unanswered, replayed.leastCopies]).toEqual([0, 0, 0]);
  });

  it("by another policy answers what that one would have done", () => {
    const hpa: ScalingPolicy = {
      type: "HorizontalPodAutoscaler",
      name: "hpa",
      metrics: [{ type: "External", metric: "ConcurrentRequests", averageValue: 0.5 }],
    };
    const parts = { traffic: DAY, capability: CAPABILITY };
    const [aws, kubernetes] = [tracking, hpa].map((policy) => replay({ ...parts, target: target([policy]) }));
    expect(kubernetes?.mostCopies).toBeGreaterThan(10);
    expect(kubernetes?.changes.length).not.toBe(aws?.changes.length);
  });
});
