import { expect, it, test } from "vitest";
import { type ScaledTarget, targetProblems } from "./index.ts";

const TARGET: ScaledTarget = {
  min: 1,
  max: 4,
  policies: [{ type: "TargetTrackingScaling", name: "a", metric: "load", target: 50 }],
};
const ALARM = {
  metric: "load",
  threshold: 1,
  comparison: "GreaterThanThreshold",
  evaluationPeriods: 2,
} as const;
const STEP = {
  type: "StepScaling",
  name: "s",
  alarm: ALARM,
  adjustmentType: "ChangeInCapacity",
  steps: [{ lowerBound: 0, adjustment: 1 }],
} as const;

it("a target that can be decided for has no problem", () => {
  expect(targetProblems({ ...TARGET, policies: [...TARGET.policies, STEP] })).toEqual([]);
});

test.each<[Partial<ScaledTarget>, string, string]>([
  [{ min: -1 }, "min", "The least capacity must be a whole number from 0 up, and is -1."],
  [{ max: 1.5 }, "max", "The greatest capacity must be a whole number, and is 1.5."],
  [{ min: 5 }, "max", "The greatest capacity, 4, must not be less than the least, 5."],
  [
    { policies: [...TARGET.policies, ...TARGET.policies] },
    "policies",
    "The name a is there twice: each must have its own.",
  ],
  [
    { policies: [{ type: "QueueBacklog", name: "q", waiting: "w", target: 0 }] },
    "policies.q.target",
    "It must be more than 0, and is 0.",
  ],
  [
    { policies: [{ type: "ResponseTime", name: "r", metric: "m", above: 100, below: 100 }] },
    "policies.r.below",
    "It must be less than above, 100, and is 100.",
  ],
  [
    { policies: [{ ...STEP, alarm: { ...ALARM, datapointsToAlarm: 3 } }] },
    "policies.s.alarm.datapointsToAlarm",
    "It must be evaluationPeriods, 2, or less, and is 3.",
  ],
  [
    { policies: [{ ...STEP, alarm: { ...ALARM, evaluationPeriods: 1e9 } }] },
    "policies.s.alarm.evaluationPeriods",
    "It must be a whole number from 1 to 1000, and is 1000000000.",
  ],
  [
    { policies: [{ ...STEP, steps: [] }] },
    "policies.s.steps",
    "A step policy needs a step: write one at least.",
  ],
  [
    { policies: [{ type: "HorizontalPodAutoscaler", name: "h", metrics: [] }] },
    "policies.h.metrics",
    "A HorizontalPodAutoscaler needs a metric: write one at least.",
  ],
  [
    { scheduledActions: [{ name: "n", schedule: "rate(1 hour)", min: 3, max: 2 }] },
    "scheduledActions.n.max",
    "The greatest capacity, 2, must not be less than the least, 3.",
  ],
])("%j is told", (parts, field, message) => {
  expect(targetProblems({ ...TARGET, ...parts })).toContainEqual({ field, message });
});
