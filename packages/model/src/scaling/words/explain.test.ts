import { describe, expect, it, test } from "vitest";
import { explainDecision, type ScaledTarget, type ScalingPolicy, type Signals } from "../index.ts";
import { Decider, minutes, steady } from "../testing/decide.ts";

const tracking = {
  type: "TargetTrackingScaling",
  name: "load70",
  metric: "InvocationsPerInstance",
  target: 70,
} as const;
const queue = {
  type: "QueueBacklog",
  name: "jobs",
  waiting: "waiting",
  inFlight: "inFlight",
  target: 100,
} as const;
const slow = { type: "ResponseTime", name: "p95", metric: "ModelLatency", above: 500, below: 200 } as const;
const hpa = {
  type: "HorizontalPodAutoscaler",
  name: "hpa",
  metrics: [{ type: "External", metric: "rps", averageValue: 10 }],
} as const;
const step = {
  type: "StepScaling",
  name: "backlog",
  alarm: { metric: "Backlog", threshold: 5, comparison: "GreaterThanThreshold", evaluationPeriods: 1 },
  adjustmentType: "PercentChangeInCapacity",
  steps: [{ lowerBound: 0, adjustment: 50 }],
} as const;

function told(
  policy: ScalingPolicy,
  signals: Signals,
  { current = 2, idle, ...target }: Partial<ScaledTarget> & { current?: number; idle?: number } = {},
): string {
  const decider = new Decider({ min: 1, max: 20, ...target, policies: [policy] }, current);
  return explainDecision(decider.decide({ signals, ...(idle === undefined ? {} : { idle }) }));
}

describe("a decision is told in a sentence", () => {
  test.each<[string, string]>([
    [
      told(tracking, { InvocationsPerInstance: steady(140.12345) }),
      "From 2 to 5: InvocationsPerInstance is 140.123, above its target of 70 (policy load70).",
    ],
    [
      told(tracking, { InvocationsPerInstance: steady(10) }, { current: 6 }),
      "From 6 to 1: InvocationsPerInstance was 10 at most, far enough below its target of 70 (policy load70).",
    ],
    [
      told(tracking, { InvocationsPerInstance: steady(1_400) }),
      "From 2 to 20: InvocationsPerInstance is 1400, above its target of 70 (policy load70), and of the 40 wanted there may be 1 to 20.",
    ],
    [
      told(tracking, { InvocationsPerInstance: steady(140) }, { current: 20 }),
      "20, the most that there may be (1 to 20), where 40 are wanted: InvocationsPerInstance is 140, above its target of 70 (policy load70).",
    ],
    [
      told(tracking, { InvocationsPerInstance: steady(140) }, { suspended: { scaleOut: true } }),
      "2, since scale-out is suspended where 4 are wanted: InvocationsPerInstance is 140, above its target of 70 (policy load70).",
    ],
    [told(tracking, {}), "2 as before: there is not enough data of InvocationsPerInstance (policy load70)."],
    [told(tracking, {}, { current: 30 }), "From 30 to 20: there are to be 1 to 20."],
    [
      told(queue, { waiting: minutes(640), inFlight: minutes(100) }, { min: 0, current: 0 }),
      "From 0 to 8: 640 messages wait and 100 are in hand, which is work for 8 workers at 100 each (policy jobs).",
    ],
    [
      told({ ...queue, stabilizationSeconds: 0 }, { waiting: minutes(0), inFlight: minutes(1) }, { idle: 0 }),
      "2 as before: 1 worker would do, but only 0 of them are idle (policy jobs).",
    ],
    [
      told(slow, { ModelLatency: steady(900) }),
      "From 2 to 3: ModelLatency is 900, slower than 500 (policy p95).",
    ],
    [
      told(slow, { ModelLatency: steady(300) }),
      "2 as before: ModelLatency was 300 of late, and copies go only once it is under 200 all the time (and come above 500) (policy p95).",
    ],
    [
      told(step, { Backlog: minutes(9) }),
      "From 2 to 3: Backlog is 9, above 5, for which the step is +50 % (policy backlog).",
    ],
    [told(step, { Backlog: minutes(4) }), "2 as before: Backlog is 4, not above 5 (policy backlog)."],
    [told(hpa, { rps: minutes(38) }), "From 2 to 4: rps proposes 4 (policy hpa)."],
    [
      told(hpa, { rps: minutes(5) }),
      "2 as before: 1 are proposed, and recommendations of the last 300 s stand against it (policy hpa).",
    ],
    [
      told(hpa, { rps: minutes(180) }),
      "From 2 to 4: 18 are wanted, and bounds and rates allow 4 for now (policy hpa).",
    ],
  ])("%s", (sentence, expected) => {
    expect(sentence).toBe(expected);
  });

  it("with who set the bounds", () => {
    const scheduledActions = [{ name: "evening", schedule: "at(2026-11-30T08:00:00)", max: 1 }];
    expect(told(tracking, {}, { scheduledActions })).toBe(
      "From 2 to 1: there are to be 1 to 1 (set by scheduled action evening).",
    );
  });

  it("with when a cooldown ends", () => {
    const decider = new Decider({ policies: [tracking] }, 2);
    const signals = { InvocationsPerInstance: steady(140) };
    decider.decide({ signals });
    expect(explainDecision(decider.decide({ at: 60_000, signals }))).toBe(
      "4 as before: the cooldown of the latest scale-out lasts until 2026-11-30T08:05:00Z (policy load70).",
    );
  });
});
