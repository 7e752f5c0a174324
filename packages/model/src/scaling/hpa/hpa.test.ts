import { describe, expect, it, test } from "vitest";
import { decideScale, type HpaMetric, type HpaPolicy, openTarget, type ScalingMemory } from "../index.ts";
import type { PodSample } from "./pod-sample.ts";
import { podsProposal } from "./pods-proposal.ts";
import type { HpaRules } from "./policy.ts";
import recorded from "./testdata/hpa.json" with { type: "json" };

/** Any moment: the recorded times are relative to it. */
const NOW = Date.parse("2026-11-30T08:00:00Z");

interface RecordedPod extends Omit<PodSample, "ready" | "startedAt" | "metrics"> {
  readonly ready?: { readonly isReady: boolean; readonly since: number };
  readonly startedAt?: number;
  readonly metrics: Readonly<
    Record<string, { readonly value: number; readonly at: number; readonly windowSeconds: number }>
  >;
}

const podOf = ({ ready, startedAt, metrics, ...pod }: RecordedPod): PodSample => ({
  ...pod,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([name, one]) => [name, { ...one, at: NOW + one.at }]),
  ),
  ...(ready === undefined ? {} : { ready: { ...ready, since: NOW + ready.since } }),
  ...(startedAt === undefined ? {} : { startedAt: NOW + startedAt }),
});

describe(`Kubernetes ${recorded.kubernetes}'s replica calculator`, () => {
  const cases = recorded.pods.map((one, index) => ({ ...one, index }));

  it("has cases that grow, shrink, stay and cannot be told", () => {
    const kinds = new Set(
      cases.map(({ replicas, current }) => (replicas === undefined ? "none" : Math.sign(replicas - current))),
    );
    expect(kinds).toEqual(new Set(["none", -1, 0, 1]));
  });

  test.each(cases)("pods $index: $type $metric of $current", (one) => {
    const [down = 0, up = 0] = one.tolerances;
    const proposed = podsProposal({
      pods: (one.pods as readonly RecordedPod[]).map(podOf),
      metric: one.metric,
      target: one.target as { readonly averageValue: number } | { readonly averageUtilization: number },
      current: one.current,
      tolerances: { up, down },
      now: NOW,
    });
    expect(proposed).toBe(one.replicas);
  });
});

describe(`Kubernetes ${recorded.kubernetes}'s HorizontalPodAutoscaler through time`, () => {
  const sequences = recorded.sequences.map((one, index) => ({ ...one, index }));

  test.each(sequences)("sequence $index: $min to $max", ({ min, max, start, metrics, behavior, ticks }) => {
    const policy: HpaPolicy = {
      type: "HorizontalPodAutoscaler",
      name: "hpa",
      metrics: metrics as readonly HpaMetric[],
      ...(behavior === null ? {} : { behavior: behavior as Readonly<Record<string, HpaRules>> }),
    };
    const opened = openTarget({ min, max, policies: [policy] });
    let memory: ScalingMemory = {};
    let current = start;
    const desired = ticks.map(({ at, values, ready }) => {
      const signals = Object.fromEntries(
        metrics.map(({ metric }, index) => [metric, { periodSeconds: 15, values: [values[index] ?? null] }]),
      );
      const pods = Array.from({ length: current }, (_, index): PodSample => {
        return {
          name: `p${index}`,
          phase: "Running",
          ready: { isReady: index < ready, since: 0 },
          metrics: {},
        };
      });
      const decision = decideScale(opened, { now: NOW + at, current, signals, pods }, memory);
      memory = JSON.parse(JSON.stringify(decision.memory)) as ScalingMemory;
      current = decision.desired;
      return current;
    });
    expect(desired).toEqual(ticks.map((tick) => tick.desired));
  });
});
