import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decider, minutes } from "../testing/decide.ts";
import type { QueuePolicy } from "./policy.ts";

const SECOND = 1_000;
const POLICY: QueuePolicy = {
  type: "QueueBacklog",
  name: "jobs",
  waiting: "waiting",
  inFlight: "inFlight",
  target: 100,
};
const queue = (waiting: number | null, inFlight: number | null = 0) => ({
  waiting: minutes(waiting),
  inFlight: minutes(inFlight),
});
const messages = fc.integer({ min: 0, max: 5_000 });

describe("a queue's workers", () => {
  it("are as many as the work needs, at once, from zero too", () => {
    fc.assert(
      fc.property(messages, messages, fc.integer({ min: 0, max: 10 }), (waiting, inFlight, current) => {
        const target = new Decider({ policies: [POLICY], max: 40 }, current);
        const { desired } = target.decide({ signals: queue(waiting, inFlight), idle: current });
        const need = Math.ceil((waiting + inFlight) / 100);
        expect(desired).toBe(need >= current ? Math.min(need, 40) : need);
      }),
    );
  });

  it("do not depend on how many there are, so that nothing is multiplied again and again", () => {
    const target = new Decider({ policies: [POLICY], max: 100 }, 1);
    const desired = [0, 15, 30, 45].map(
      (second) => target.decide({ at: second * SECOND, signals: queue(750) }).desired,
    );
    expect(desired).toEqual([8, 8, 8, 8]);
  });

  it("are 2 to 4, one more for each 100 that wait", () => {
    const desired = (waiting: number) =>
      new Decider({ policies: [POLICY], min: 2, max: 4 }, 2).decide({ signals: queue(waiting), idle: 2 })
        .desired;
    expect([0, 100, 101, 200, 201, 301, 10_000].map(desired)).toEqual([2, 2, 2, 2, 3, 4, 4]);
  });

  it("lose only those that are idle", () => {
    fc.assert(
      fc.property(
        messages,
        fc.integer({ min: 0, max: 60 }),
        fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
        (inFlight, current, idle) => {
          const target = new Decider(
            { policies: [{ ...POLICY, stabilizationSeconds: 0 }], max: 60 },
            current,
          );
          const seen = idle === undefined ? {} : { idle: Math.min(idle, current) };
          const { desired } = target.decide({ signals: queue(0, inFlight), ...seen });
          expect(desired).toBeGreaterThanOrEqual(Math.min(60, current - (seen.idle ?? 0)));
          expect(desired).toBeGreaterThanOrEqual(Math.min(60, Math.ceil(inFlight / 100)));
        },
      ),
    );
  });

  it("stay as long as they were needed lately, and then go to zero", () => {
    const target = new Decider({ policies: [POLICY] }, 0);
    const at = (second: number, waiting: number, idle: number) =>
      target.decide({ at: second * SECOND, signals: queue(waiting), idle });
    expect(at(0, 800, 0).desired).toBe(8);
    expect(at(60, 250, 4).desired).toBe(8);
    const held = at(299, 0, 8);
    expect([held.desired, held.wishes[0]?.why]).toEqual([
      8,
      { code: "NeededRecently", need: 8, seconds: 300 },
    ]);
    expect(at(301, 0, 8).desired).toBe(3);
    const busy = at(361, 0, 0);
    expect([busy.desired, busy.wishes[0]?.why]).toEqual([3, { code: "WorkersBusy", need: 0, idle: 0 }]);
    expect(at(376, 0, 1).desired).toBe(2);
    expect(at(700, 0, 2).desired).toBe(0);
  });

  it("go by no number that is not there: more by what is known, fewer not at all", () => {
    const desired = (signals: ReturnType<typeof queue>) =>
      new Decider({ policies: [POLICY] }, 4).decide({ signals, idle: 4 }).desired;
    expect(desired(queue(null, 900))).toBe(4);
    expect(desired(queue(Number.NaN, 900))).toBe(4);
    expect(desired(queue(900, null))).toBe(9);
    expect(desired(queue(0, null))).toBe(4);
  });

  it("remember no more needs than can still count", () => {
    fc.assert(
      fc.property(fc.array(messages, { minLength: 1, maxLength: 100 }), (waiting) => {
        const target = new Decider({ policies: [POLICY] }, 0);
        for (const [index, count] of waiting.entries())
          target.decide({ at: index * 15 * SECOND, signals: queue(count) });
        const needs = target.memory.policies?.["jobs"]?.needs ?? [];
        expect(needs.length).toBeLessThanOrEqual(20);
        const lately = waiting.slice(-20).map((count) => Math.ceil(count / 100));
        expect(needs[0]?.need).toBe(Math.max(...lately));
        expect(needs.map(({ need }) => need)).toEqual(
          [...new Set(needs.map(({ need }) => need))].sort((a, b) => b - a),
        );
      }),
    );
  });
});
