import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolve } from "./resolve.ts";
import type { StepPolicy } from "./step/policy.ts";
import type { TargetTrackingPolicy } from "./target-tracking/policy.ts";
import { Decider, MINUTE, minutes, steady } from "./testing/decide.ts";
import type { Wish } from "./wish.ts";

const tracking = (name: string): TargetTrackingPolicy => ({
  type: "TargetTrackingScaling",
  name,
  metric: name,
  target: 50,
  scaleInCooldownSeconds: 0,
  scaleOutCooldownSeconds: 0,
});

const step = (name: string, parts: Partial<StepPolicy> & { readonly below?: boolean }): StepPolicy => {
  const { below = false, ...others } = parts;
  const comparison = below ? "LessThanThreshold" : "GreaterThanThreshold";
  return {
    type: "StepScaling",
    name,
    alarm: { metric: name, threshold: 10, comparison, evaluationPeriods: 1 },
    adjustmentType: "ChangeInCapacity",
    steps: [below ? { upperBound: 0, adjustment: -1 } : { lowerBound: 0, adjustment: 1 }],
    cooldownSeconds: 0,
    ...others,
  };
};

describe("several policies", () => {
  it("are resolved by the one with the most, as in PutScalingPolicy (API reference)", () => {
    const policies = [
      step("by3", { steps: [{ lowerBound: 0, adjustment: 3 }] }),
      step("by200", {
        adjustmentType: "PercentChangeInCapacity",
        steps: [{ lowerBound: 0, adjustment: 200 }],
      }),
    ];
    const decision = new Decider({ policies }, 10).decide({
      signals: { by3: minutes(11), by200: minutes(11) },
    });
    expect(decision.desired).toBe(30);
    expect(decision.reason).toMatchObject({ code: "ScaleOut", wish: { policy: "by200" } });
  });

  it("scale out where one wants to, and in where all do, to the most (user guide, Multiple scaling policies)", () => {
    const desired = (a: number | null, b: number | null) =>
      new Decider({ policies: [tracking("a"), tracking("b")] }, 10).decide({
        signals: { a: steady(a), b: steady(b) },
      }).desired;
    expect(desired(100, 10)).toBe(20);
    expect(desired(100, 75)).toBe(20);
    expect(desired(10, 50)).toBe(10);
    expect(desired(10, 20)).toBe(4);
    expect(desired(10, null)).toBe(10);
  });

  it("leave out of scale-in those whose scale-in is disabled", () => {
    const policies = [tracking("a"), { ...tracking("b"), disableScaleIn: true }];
    const signals = { a: steady(10), b: steady(50) };
    expect(new Decider({ policies }, 10).decide({ signals }).desired).toBe(2);
  });

  it("let a step policy scale in where target tracking is not ready to", () => {
    const policies = [tracking("a"), step("idle", { below: true })];
    const signals = { a: steady(50), idle: minutes(5) };
    expect(new Decider({ policies }, 10).decide({ signals }).desired).toBe(9);
  });

  it("never end below what one of them needs that is not in proportion", () => {
    const wishes = fc.array(
      fc.record<Wish>({
        policy: fc.constant("p"),
        to: fc.integer({ min: 0, max: 20 }),
        why: fc.constant({ code: "InsufficientData", metric: "m" } as const),
        holds: fc.constantFrom("All", "Proportional", "None"),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(wishes, fc.integer({ min: 0, max: 20 }), (found, current) => {
        const to = resolve(found, current)?.to ?? current;
        const outs = found.filter((wish) => wish.to > current);
        if (outs.length > 0) expect(to).toBe(Math.max(...outs.map((wish) => wish.to)));
        else if (found.some((wish) => wish.to === current && wish.holds !== "None")) expect(to).toBe(current);
        expect(to).toBeGreaterThanOrEqual(Math.min(current, ...found.map((wish) => wish.to)));
        for (const wish of found) if (wish.to < current) expect(to).toBeGreaterThanOrEqual(wish.to);
      }),
    );
  });
});

describe("bounds", () => {
  it("hold whatever policies want", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        (min, more, current, load) => {
          const target = new Decider({ min, max: min + more, policies: [tracking("a")] }, current);
          const { desired } = target.decide({ signals: { a: steady(load) } });
          expect(desired).toBeGreaterThanOrEqual(min);
          expect(desired).toBeLessThanOrEqual(min + more);
        },
      ),
    );
  });

  it("are told as what stands against a policy (user guide, Understanding not scaled reason codes)", () => {
    const target = new Decider({ min: 2, max: 4, policies: [tracking("a")] }, 4);
    expect(target.decide({ signals: { a: steady(90) } }).reason.code).toBe("AlreadyAtMaxCapacity");
    target.current = 2;
    expect(target.decide({ at: MINUTE, signals: { a: steady(1) } }).reason.code).toBe("AlreadyAtMinCapacity");
    expect(target.decide({ at: 2 * MINUTE, signals: { a: steady(50) } }).reason.code).toBe(
      "AlreadyAtDesiredCapacity",
    );
  });

  it("are come back to at once, whatever a cooldown or a suspension says, and begin no cooldown", () => {
    const suspended = { scaleIn: true, scaleOut: true };
    for (const [current, desired, code] of [
      [1, 3, "BelowMinCapacity"],
      [9, 5, "AboveMaxCapacity"],
    ] as const) {
      const target = new Decider({ min: 3, max: 5, policies: [tracking("a")], suspended }, current);
      const decision = target.decide({ signals: { a: steady(50) } });
      expect([decision.desired, decision.reason.code]).toEqual([desired, code]);
      expect(decision.memory.scaledOut ?? decision.memory.scaledIn).toBeUndefined();
    }
  });

  it("do not stop at the least where more is needed", () => {
    const policies = [{ type: "QueueBacklog", name: "q", waiting: "w", target: 100 } as const];
    const decision = new Decider({ min: 2, max: 10, policies }, 0).decide({ signals: { w: minutes(750) } });
    expect([decision.desired, decision.reason.code]).toEqual([8, "ScaleOut"]);
  });
});

describe("suspension", () => {
  it("stands against policies one way, the other or both", () => {
    const desired = (suspended: object, load: number) =>
      new Decider({ policies: [tracking("a")], suspended }, 10).decide({ signals: { a: steady(load) } })
        .desired;
    expect([desired({ scaleIn: true }, 10), desired({ scaleIn: true }, 100)]).toEqual([10, 20]);
    expect([desired({ scaleOut: true }, 10), desired({ scaleOut: true }, 100)]).toEqual([2, 10]);
  });

  it("is followed by what is breached at that time when it ends", () => {
    const signals = { a: steady(100) };
    const target = new Decider({ policies: [tracking("a")], suspended: { scaleOut: true } }, 10);
    const decision = target.decide({ signals });
    expect(decision.reason).toMatchObject({ code: "ScaleOutSuspended", wish: { to: 20 } });
    const resumed = new Decider({ policies: [tracking("a")] }, decision.desired);
    resumed.memory = target.memory;
    expect(resumed.decide({ at: MINUTE, signals }).desired).toBe(20);
  });
});

describe("a decision", () => {
  it("is the same for the same, and a target without policies stays as it is", () => {
    const seen = { signals: { a: steady(80) } };
    const once = new Decider({ policies: [tracking("a")] }, 3).decide(seen);
    expect(new Decider({ policies: [tracking("a")] }, 3).decide(seen)).toEqual(once);
    expect(new Decider({ policies: [] }, 3).decide({})).toMatchObject({
      desired: 3,
      reason: { code: "AlreadyAtDesiredCapacity" },
    });
  });
});
