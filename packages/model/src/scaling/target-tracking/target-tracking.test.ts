import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decider, MINUTE, minutes, steady } from "../testing/decide.ts";
import type { TargetTrackingPolicy } from "./policy.ts";

const POLICY: TargetTrackingPolicy = {
  type: "TargetTrackingScaling",
  name: "track",
  metric: "load",
  target: 50,
};
const WITHOUT_COOLDOWN = { ...POLICY, scaleInCooldownSeconds: 0, scaleOutCooldownSeconds: 0 };
const copies = fc.integer({ min: 1, max: 200 });
const loads = fc.double({ min: 0, max: 500, noNaN: true });

describe("How target tracking scaling for Application Auto Scaling works (user guide)", () => {
  it("adds two copies where one and a half are lacking", () => {
    // 3 copies at 75 need 4.5 at 50.
    expect(new Decider({ policies: [POLICY] }, 3).decide({ signals: { load: steady(75) } }).desired).toBe(5);
  });

  it("does not scale in where half a copy could go", () => {
    // 4 copies at 43.75 need 3.5 at 50.
    const decision = new Decider({ policies: [POLICY] }, 4).decide({ signals: { load: steady(43.75) } });
    expect(decision.desired).toBe(4);
    expect(decision.wishes[0]?.why.code).toBe("AnticipatedFlapping");
  });

  it("scales in to 0 where real zeros are measured and 0 is allowed", () => {
    expect(new Decider({ policies: [POLICY] }, 4).decide({ signals: { load: steady(0) } }).desired).toBe(0);
    expect(
      new Decider({ policies: [POLICY], min: 1 }, 4).decide({ signals: { load: steady(0) } }).desired,
    ).toBe(1);
  });

  it("cannot scale while data points are missing", () => {
    for (const load of [steady(null), minutes(...steady(0, 14).values, null), minutes()]) {
      const decision = new Decider({ policies: [POLICY] }, 4).decide({ signals: { load } });
      expect(decision.desired).toBe(4);
      expect(decision.wishes[0]?.why.code).toBe("InsufficientData");
    }
  });

  it("does not remove capacity where scale-in is disabled", () => {
    const target = new Decider({ policies: [{ ...POLICY, disableScaleIn: true }] }, 4);
    expect(target.decide({ signals: { load: steady(0) } }).desired).toBe(4);
    expect(target.decide({ signals: { load: steady(100) } }).desired).toBe(8);
  });

  it("adds no more in a scale-out cooldown, but where a larger scale-out is triggered", () => {
    const target = new Decider({ policies: [POLICY] }, 4);
    const at = (minute: number, load: number) =>
      target.decide({ at: minute * MINUTE, signals: { load: steady(load) } }).desired;
    expect(at(0, 100)).toBe(8);
    expect(at(1, 100)).toBe(8);
    // Of the 4 that there were, 3 times as many: the 4 added count as part of them.
    expect(at(2, 150)).toBe(12);
    expect(at(3, 100)).toBe(12);
    expect(at(8, 75)).toBe(18);
  });

  it("blocks scale-in in its cooldown, and a scale-out at once ends it", () => {
    const target = new Decider({ policies: [POLICY] }, 20);
    const at = (minute: number, load: number) =>
      target.decide({ at: minute * MINUTE, signals: { load: steady(load) } }).desired;
    expect(at(0, 25)).toBe(10);
    expect(at(1, 25)).toBe(10);
    expect(at(2, 60)).toBe(12);
    expect(at(3, 25)).toBe(6);
    expect(at(4, 25)).toBe(6);
    expect(at(8, 25)).toBe(3);
  });
});

describe("target tracking", () => {
  it("waits for three minutes above the target, and for fifteen far below", () => {
    const desired = (...values: number[]) =>
      new Decider({ policies: [POLICY] }, 10).decide({ signals: { load: minutes(...values) } }).desired;
    expect(desired(90, 90)).toBe(10);
    expect(desired(90, 50, 90)).toBe(10);
    expect(desired(90, 90, 90)).toBe(18);
    expect(desired(45, ...new Array<number>(14).fill(10))).toBe(10);
    expect(desired(...new Array<number>(15).fill(10))).toBe(2);
    expect(desired(...new Array<number>(14).fill(10))).toBe(10);
  });

  it("counts periods of ten seconds as such: half a minute out, a quarter of an hour in", () => {
    const desired = (count: number, value: number) =>
      new Decider({ policies: [POLICY] }, 10).decide({
        signals: { load: { periodSeconds: 10, values: new Array<number>(count).fill(value) } },
      }).desired;
    expect(desired(3, 90)).toBe(18);
    expect([desired(89, 10), desired(90, 10)]).toEqual([10, 2]);
  });

  it("scales out to where the load, shared, is within the target, and to no more", () => {
    fc.assert(
      fc.property(copies, loads, (current, load) => {
        const target = new Decider({ policies: [WITHOUT_COOLDOWN], max: 100_000 }, current);
        const { desired } = target.decide({ signals: { load: minutes(load, load, load) } });
        if (load <= POLICY.target) expect(desired).toBe(current);
        else {
          expect((current * load) / desired).toBeLessThanOrEqual(POLICY.target * (1 + 1e-9));
          expect((current * load) / (desired - 1)).toBeGreaterThan(POLICY.target * (1 - 1e-9));
        }
      }),
    );
  });

  it("never removes what would bring the load back above the target", () => {
    fc.assert(
      fc.property(copies, fc.array(loads, { minLength: 15, maxLength: 15 }), (current, load) => {
        const target = new Decider({ policies: [WITHOUT_COOLDOWN], max: 100_000 }, current);
        const { desired } = target.decide({ signals: { load: minutes(...load) } });
        if (desired >= current) return;
        expect(Math.max(...load)).toBeLessThan(0.9 * POLICY.target);
        expect(desired * POLICY.target).toBeGreaterThanOrEqual(current * Math.max(...load) * (1 - 1e-9));
      }),
    );
  });

  it("finds no rest to change anything at once a scale-out has had its effect", () => {
    fc.assert(
      fc.property(copies, fc.double({ min: 50.1, max: 500, noNaN: true }), (current, load) => {
        const target = new Decider({ policies: [WITHOUT_COOLDOWN], max: 100_000 }, current);
        const { desired } = target.decide({ signals: { load: steady(load) } });
        const shared = (current * load) / desired;
        const next = target.decide({ at: 15 * MINUTE, signals: { load: steady(shared) } });
        expect(next.desired).toBe(desired);
      }),
    );
  });

  it("of what all have together says how many are needed where there are none", () => {
    const total: TargetTrackingPolicy = { ...POLICY, of: "Total", target: 4 };
    const target = new Decider({ policies: [total] }, 0);
    expect(target.decide({ signals: { load: minutes(0, 0, 30) } }).desired).toBe(8);
    expect(target.decide({ at: MINUTE, signals: { load: minutes(0, 30, 34) } }).desired).toBe(8);
    expect(target.decide({ at: 3 * MINUTE, signals: { load: minutes(34, 34, 34) } }).desired).toBe(9);
  });

  it("of what each has cannot come from zero, as in Application Auto Scaling", () => {
    expect(new Decider({ policies: [POLICY] }, 0).decide({ signals: { load: steady(100) } }).desired).toBe(0);
  });
});
