import { describe, expect, test } from "vitest";
import { completionOf } from "./completion.ts";
import { stopsByMedian } from "./median-rule.ts";

describe("the median rule", () => {
  // Averages up to the second epoch: 0.5, 0.7 and 0.3; their median is 0.5.
  const previous = [
    [0.6, 0.4, 0.9],
    [0.8, 0.6, 0.1],
    [0.4, 0.2],
  ];

  test.each([
    ["Maximize", 0.49, true],
    ["Maximize", 0.5, false],
    ["Minimize", 0.51, true],
    ["Minimize", 0.5, false],
  ] as const)("to %s, %d in the second epoch is stopped: %s", (goal, value, stops) => {
    expect(stopsByMedian(goal, [0.99, value], previous)).toBe(stops);
  });

  test("looks at the newest value, not at the average of the trial's own", () => {
    expect(stopsByMedian("Minimize", [9, 0.1], previous)).toBe(false);
    expect(stopsByMedian("Minimize", [0, 0.9], previous)).toBe(true);
  });

  test("a trial that ended early counts with what it has", () => {
    // Up to the third epoch: 19/30, 0.5 and 0.3.
    expect(stopsByMedian("Minimize", [0, 0, 0.51], previous)).toBe(true);
    expect(stopsByMedian("Minimize", [0, 0, 0.49], previous)).toBe(false);
  });

  test("stops nothing without others or without a value, and everything that is not finite with them", () => {
    expect(stopsByMedian("Minimize", [9], [])).toBe(false);
    expect(stopsByMedian("Minimize", [], previous)).toBe(false);
    expect(stopsByMedian("Maximize", [Number.NaN], previous)).toBe(true);
    expect(stopsByMedian("Maximize", [Number.NaN], [])).toBe(false);
  });

  test("of an even number the median is the middle of two", () => {
    expect(stopsByMedian("Minimize", [0.31], [[0.2], [0.4]])).toBe(true);
    expect(stopsByMedian("Minimize", [0.29], [[0.2], [0.4]])).toBe(false);
  });
});

describe("completion", () => {
  test("a target counts once a trial reaches it, by the goal", () => {
    expect(completionOf("Maximize", { targetObjective: 0.9 }, [0.5, 0.9])).toBe("TargetReached");
    expect(completionOf("Maximize", { targetObjective: 0.9 }, [0.5, 0.89])).toBeUndefined();
    expect(completionOf("Minimize", { targetObjective: 0.1 }, [0.5, 0.1])).toBe("TargetReached");
    expect(completionOf("Minimize", { targetObjective: 0.1 }, [undefined, Number.NaN])).toBeUndefined();
  });

  test("trials that improve nothing are counted from the best, equal and failed ones among them", () => {
    const criteria = { trialsNotImproving: 3 };
    expect(completionOf("Minimize", criteria, [3, 1, 1, undefined, 2])).toBe("NotImproving");
    expect(completionOf("Minimize", criteria, [3, 1, 1, 2])).toBeUndefined();
    expect(completionOf("Minimize", criteria, [undefined, undefined, undefined, undefined])).toBeUndefined();
  });

  test("a study whose later half has gained nothing has converged, one that still gains has not", () => {
    const flat = Array.from({ length: 40 }, (_, trial) => Math.max(1, 20 - trial * 2) + (trial % 5));
    const falling = Array.from({ length: 40 }, (_, trial) => 100 - trial);
    expect(completionOf("Minimize", { onConvergence: true }, flat)).toBe("Converged");
    expect(completionOf("Minimize", { onConvergence: true }, flat.slice(0, 29))).toBeUndefined();
    expect(completionOf("Minimize", { onConvergence: true }, falling)).toBeUndefined();
    expect(completionOf("Minimize", {}, flat)).toBeUndefined();
  });
});
