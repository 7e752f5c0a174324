import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Decider, MINUTE, minutes } from "../testing/decide.ts";
import { adjusted } from "./adjust.ts";
import { stepFor } from "./alarm.ts";
import type { StepAdjustment, StepPolicy } from "./policy.ts";
import { stepProblems } from "./problems.ts";

/** Both policies of the guide's example, with alarms at 50 percent. */
const OUT: StepPolicy = {
  type: "StepScaling",
  name: "out",
  alarm: {
    metric: "cpu",
    threshold: 50,
    comparison: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 1,
  },
  adjustmentType: "PercentChangeInCapacity",
  steps: [
    { lowerBound: 0, upperBound: 10, adjustment: 0 },
    { lowerBound: 10, upperBound: 20, adjustment: 10 },
    { lowerBound: 20, adjustment: 30 },
  ],
  cooldownSeconds: 0,
};
const IN: StepPolicy = {
  ...OUT,
  name: "in",
  alarm: { ...OUT.alarm, comparison: "LessThanOrEqualToThreshold" },
  steps: [
    { lowerBound: -10, upperBound: 0, adjustment: 0 },
    { lowerBound: -20, upperBound: -10, adjustment: -10 },
    { upperBound: -20, adjustment: -30 },
  ],
};

describe("How step scaling for Application Auto Scaling works (user guide)", () => {
  it("has 10 copies follow the metric as told there", () => {
    const target = new Decider({ policies: [OUT, IN] }, 10);
    const at = (cpu: number) => target.decide({ signals: { cpu: minutes(cpu) } }).desired;
    expect([41, 50, 59].map(at)).toEqual([10, 10, 10]);
    expect([60, 70, 40, 30].map(at)).toEqual([11, 14, 13, 10]);
  });

  it("counts capacity that was added in a cooldown as part of what the next alarm adds", () => {
    const policy: StepPolicy = {
      ...OUT,
      adjustmentType: "ChangeInCapacity",
      steps: [
        { lowerBound: 0, upperBound: 10, adjustment: 2 },
        { lowerBound: 10, adjustment: 3 },
      ],
      cooldownSeconds: 300,
    };
    const target = new Decider({ policies: [policy] }, 5);
    expect(target.decide({ at: 0, signals: { cpu: minutes(55) } }).desired).toBe(7);
    const again = target.decide({ at: MINUTE, signals: { cpu: minutes(55) } });
    expect(again.desired).toBe(7);
    expect(again.wishes[0]?.why).toMatchObject({ code: "Cooldown", direction: "out" });
    expect(target.decide({ at: 2 * MINUTE, signals: { cpu: minutes(65) } }).desired).toBe(8);
    expect(target.decide({ at: 8 * MINUTE, signals: { cpu: minutes(55) } }).desired).toBe(10);
  });

  it("blocks scale-in until its cooldown has expired, but for a scale-out, which ends it", () => {
    const target = new Decider({ policies: [OUT, { ...IN, cooldownSeconds: 300 }] }, 20);
    expect(target.decide({ signals: { cpu: minutes(20) } }).desired).toBe(14);
    expect(target.decide({ at: MINUTE, signals: { cpu: minutes(20) } }).desired).toBe(14);
    expect(target.decide({ at: 2 * MINUTE, signals: { cpu: minutes(65) } }).desired).toBe(15);
    expect(target.decide({ at: 3 * MINUTE, signals: { cpu: minutes(20) } }).desired).toBe(11);
    expect(target.decide({ at: 9 * MINUTE, signals: { cpu: minutes(20) } }).desired).toBe(8);
  });

  test.each([
    ["ChangeInCapacity", 3, 5, 8],
    ["ExactCapacity", 3, 5, 5],
    ["PercentChangeInCapacity", 10, 10, 11],
    ["PercentChangeInCapacity", 127, 10, 127 + 12],
    ["PercentChangeInCapacity", 67, 1, 67 + 1],
    ["PercentChangeInCapacity", 58, -1, 58 - 1],
    ["PercentChangeInCapacity", 667, -1, 667 - 6],
  ] as const)("%s of %i by %i makes %i", (adjustmentType, capacity, adjustment, expected) => {
    expect(adjusted(capacity, adjustment, { adjustmentType })).toBe(expected);
  });

  it("adds MinAdjustmentMagnitude where a percentage is less", () => {
    const policy = { adjustmentType: "PercentChangeInCapacity", minAdjustmentMagnitude: 2 } as const;
    expect(adjusted(4, 25, policy)).toBe(6);
    expect(adjusted(40, 25, policy)).toBe(50);
    expect(adjusted(10, 0, policy)).toBe(10);
  });
});

describe("StepAdjustment (API reference)", () => {
  test.each([
    [50, 1],
    [59.9, 1],
    [60, 2],
  ])("with a threshold of 50 and bounds of 0 and 10, %d is in step %i", (value, step) => {
    const steps = [
      { lowerBound: 0, upperBound: 10, adjustment: 1 },
      { lowerBound: 10, adjustment: 2 },
    ];
    expect(stepFor(value, { ...OUT, steps })).toBe(step);
  });

  test.each([
    [40, 2],
    [40.1, 1],
    [50, 1],
  ])("with a threshold of 50 and bounds of -10 and 0, %d is in step %i", (value, step) => {
    const steps = [
      { lowerBound: -10, upperBound: 0, adjustment: 1 },
      { upperBound: -10, adjustment: 2 },
    ];
    expect(stepFor(value, { ...IN, steps })).toBe(step);
  });

  test.each<[readonly StepAdjustment[], string]>([
    [[{ adjustment: 1 }], "A step must have a lower or an upper bound."],
    [
      [
        { lowerBound: 0, upperBound: 10, adjustment: 1 },
        { lowerBound: 12, adjustment: 2 },
      ],
      "Two steps leave a gap: one ends at 10 and the next begins at 12.",
    ],
    [
      [
        { lowerBound: 0, upperBound: 10, adjustment: 1 },
        { lowerBound: 8, adjustment: 2 },
      ],
      "Two steps overlap: one ends at 10 and the next begins at 8.",
    ],
    [
      [
        { lowerBound: 0, adjustment: 1 },
        { lowerBound: 8, adjustment: 2 },
      ],
      "Two steps overlap: one ends at infinity and the next begins at 8.",
    ],
    [
      [{ lowerBound: -10, upperBound: 0, adjustment: 1 }],
      "Where a step has a negative lower bound, one must have none, down to minus infinity.",
    ],
    [
      [{ lowerBound: 0, upperBound: 10, adjustment: 1 }],
      "Where a step has a positive upper bound, one must have none, up to infinity.",
    ],
  ])("refuses %j", (steps, problem) => {
    expect(stepProblems({ steps, adjustmentType: "ChangeInCapacity" })).toContain(problem);
  });
});

describe("a step policy", () => {
  it("takes the whole range beyond its threshold, each value in one step", () => {
    const bounds = fc
      .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 })
      .map((found) => [0, ...found.sort((a, b) => a - b)]);
    fc.assert(
      fc.property(bounds, fc.integer({ min: 0, max: 120 }), (edges, beyond) => {
        const steps = edges.map((lowerBound, index) => {
          const upperBound = edges[index + 1];
          return { lowerBound, adjustment: index, ...(upperBound === undefined ? {} : { upperBound }) };
        });
        expect(stepProblems({ steps, adjustmentType: "ChangeInCapacity" })).toEqual([]);
        expect(stepFor(50 + beyond, { ...OUT, steps })).toBe(edges.findLastIndex((edge) => edge <= beyond));
      }),
    );
  });

  it("waits for as many data points as its alarm wants", () => {
    const alarm = { ...OUT.alarm, evaluationPeriods: 3, datapointsToAlarm: 2 };
    const policy: StepPolicy = { ...OUT, alarm, steps: [{ lowerBound: 0, adjustment: 100 }] };
    const desired = (...values: (number | null)[]) =>
      new Decider({ policies: [policy] }, 4).decide({ signals: { cpu: minutes(...values) } }).desired;
    expect(desired(90, 10, 10)).toBe(4);
    expect(desired(90, null, 90)).toBe(8);
    expect(desired(90, 90, 10, 10)).toBe(4);
  });

  it("goes by the aggregate that it names", () => {
    const steps = [
      { lowerBound: 0, upperBound: 20, adjustment: 1 },
      { lowerBound: 20, adjustment: 5 },
    ];
    const alarm = { ...OUT.alarm, evaluationPeriods: 2 };
    const desired = (aggregation: StepPolicy["aggregation"]) => {
      const policy: StepPolicy = { ...OUT, alarm, steps, adjustmentType: "ChangeInCapacity" };
      const aggregated = aggregation === undefined ? policy : { ...policy, aggregation };
      return new Decider({ policies: [aggregated] }, 4).decide({ signals: { cpu: minutes(52, 80) } }).desired;
    };
    expect([desired(undefined), desired("Minimum"), desired("Maximum")]).toEqual([5, 5, 9]);
  });

  it("brings an asynchronous endpoint back from zero on HasBacklogWithoutCapacity", () => {
    const policy: StepPolicy = {
      type: "StepScaling",
      name: "from-zero",
      alarm: {
        metric: "HasBacklogWithoutCapacity",
        threshold: 1,
        comparison: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 2,
      },
      adjustmentType: "ChangeInCapacity",
      steps: [{ lowerBound: 0, adjustment: 1 }],
    };
    const target = new Decider({ policies: [policy], max: 4 }, 0);
    expect(target.decide({ signals: { HasBacklogWithoutCapacity: minutes(0, 1) } }).desired).toBe(0);
    expect(target.decide({ signals: { HasBacklogWithoutCapacity: minutes(1, 1) } }).desired).toBe(1);
  });
});
