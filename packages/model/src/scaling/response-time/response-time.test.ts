import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decider, MINUTE, minutes, steady } from "../testing/decide.ts";
import type { ResponseTimePolicy } from "./policy.ts";

const POLICY: ResponseTimePolicy = {
  type: "ResponseTime",
  name: "p95",
  metric: "latency",
  above: 500,
  below: 200,
};

describe("response time", () => {
  it("adds a step once it is too slow for three periods, and no other before that has had its time", () => {
    const target = new Decider({ policies: [POLICY] }, 4);
    const at = (minute: number, ...values: number[]) =>
      target.decide({ at: minute * MINUTE, signals: { latency: minutes(...values) } }).desired;
    expect(at(0, 900, 900)).toBe(4);
    expect(at(0, 900, 400, 900)).toBe(4);
    expect(at(0, 900, 9_000, 900)).toBe(6);
    expect(at(1, 900, 900, 900)).toBe(6);
    expect(at(5, 900, 900, 900)).toBe(9);
  });

  it("adds as much however slow it is: the number says nothing of how many are needed", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 500.1, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (slow, current) => {
          const target = new Decider({ policies: [POLICY] }, current);
          const { desired } = target.decide({ signals: { latency: steady(slow) } });
          expect(desired).toBe(current + Math.max(1, Math.floor(current / 2)));
        },
      ),
    );
  });

  it("changes nothing within the band, nor lets others scale in", () => {
    const tracking = { type: "TargetTrackingScaling", name: "t", metric: "load", target: 50 } as const;
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 200, max: 500, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (latency) => {
          const target = new Decider({ policies: [POLICY, tracking] }, 10);
          const signals = { latency: minutes(...latency), load: steady(5) };
          expect(target.decide({ signals }).desired).toBe(10);
        },
      ),
    );
  });

  it("takes one away after a quarter of an hour that was fast enough, one at a time", () => {
    const target = new Decider({ policies: [POLICY] }, 10);
    const at = (minute: number, latency = steady(100)) =>
      target.decide({ at: minute * MINUTE, signals: { latency } }).desired;
    expect(at(0, steady(100, 14))).toBe(10);
    expect(at(1, minutes(...steady(100, 7).values, 250, ...steady(100, 7).values))).toBe(10);
    expect([at(2), at(3), at(6), at(7), at(12)]).toEqual([9, 9, 9, 8, 7]);
  });

  it("does not swing: what it added stays while nothing else changes", () => {
    // Latency is flat and then a cliff, whatever the number of copies above it.
    const latencyOf = (copies: number) => (copies < 8 ? 2_000 : 300);
    const target = new Decider({ policies: [POLICY] }, 2);
    const seen = new Set<number>();
    for (let minute = 0; minute < 600; minute++) {
      const latency = steady(latencyOf(target.current));
      const { desired } = target.decide({ at: minute * MINUTE, signals: { latency } });
      if (minute > 60) seen.add(desired);
    }
    expect([...seen]).toEqual([9]);
  });

  it("tells an idle target from one that is not measured only where it is told to", () => {
    const silent = { latency: steady(null) };
    const decision = new Decider({ policies: [POLICY] }, 4).decide({ signals: silent });
    expect([decision.desired, decision.wishes[0]?.why.code]).toEqual([4, "InsufficientData"]);
    const idle = new Decider({ policies: [{ ...POLICY, withoutData: "Idle" }] }, 4);
    expect(idle.decide({ signals: silent }).desired).toBe(3);
  });

  it("leaves scale-in to others where its own is disabled", () => {
    const tracking = { type: "TargetTrackingScaling", name: "t", metric: "load", target: 50 } as const;
    const policies = [{ ...POLICY, disableScaleIn: true }, tracking];
    const signals = { latency: steady(100), load: steady(5) };
    expect(new Decider({ policies }, 10).decide({ signals }).desired).toBe(1);
  });
});
