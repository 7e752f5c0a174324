import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decider, minutes } from "../testing/decide.ts";
import type { HpaMetric, HpaRules } from "./policy.ts";

const SECOND = 1_000;
const AT_ONCE: HpaRules = { stabilizationWindowSeconds: 0 };
const hpa = (metrics: readonly HpaMetric[], behavior: Readonly<Record<string, HpaRules>> = {}) =>
  ({ type: "HorizontalPodAutoscaler", name: "hpa", metrics, behavior }) as const;

const PER_COPY: HpaMetric = { type: "External", metric: "queue", averageValue: 100 };
const AS_RATIO: HpaMetric = { type: "External", metric: "queue", value: 100 };

describe("Horizontal Pod Autoscaling (kubernetes.io, Algorithm details)", () => {
  it("doubles at twice the target, halves at half of it", () => {
    // "If the current metric value is 200m, and the desired value is 100m, the number of replicas will be doubled [...] 50m [...] halved".
    const metric: HpaMetric = { type: "Object", metric: "load", value: 0.1 };
    const desired = (load: number) =>
      new Decider({ policies: [hpa([metric], { scaleDown: AT_ONCE })] }, 8).decide({
        signals: { load: minutes(load) },
      }).desired;
    expect([desired(0.2), desired(0.05)]).toEqual([16, 4]);
  });

  it("holds within the tolerance: ten copies at 100 messages each keep up to 1,100", () => {
    const desired = (queue: number, tolerance?: number) => {
      const rules = tolerance === undefined ? {} : { scaleUp: { tolerance } };
      return new Decider({ policies: [hpa([PER_COPY], rules)] }, 10).decide({
        signals: { queue: minutes(queue) },
      }).desired;
    };
    expect([desired(1_100), desired(1_101), desired(1_001, 0)]).toEqual([10, 12, 11]);
  });

  it("multiplies a Value every time that it is asked, and an AverageValue not", () => {
    const desired = (metric: HpaMetric) => {
      const target = new Decider({ policies: [hpa([metric])], max: 60 }, 1);
      return [0, 15, 30, 45].map(
        (at) => target.decide({ at: at * SECOND, signals: { queue: minutes(300) } }).desired,
      );
    };
    // As far as four more or as many again go, the usual policies: 9 are wanted of 3.
    expect(desired(AS_RATIO)).toEqual([3, 7, 14, 28]);
    expect(desired(PER_COPY)).toEqual([3, 3, 3, 3]);
  });

  it("takes the most of several metrics, and lets one that fails stand against fewer alone", () => {
    const policy = hpa([PER_COPY, { type: "External", metric: "other", averageValue: 1 }], {
      scaleDown: AT_ONCE,
      scaleUp: { policies: [{ type: "Pods", value: 100, periodSeconds: 15 }] },
    });
    const desired = (queue: number | null, other: number | null) =>
      new Decider({ policies: [policy] }, 10).decide({
        signals: { queue: minutes(queue), other: minutes(other) },
      }).desired;
    expect([desired(2_000, 30), desired(300, 5), desired(2_000, null)]).toEqual([30, 5, 20]);
    expect([desired(300, null), desired(null, 5), desired(null, null)]).toEqual([10, 10, 10]);
  });

  it("goes down to the greatest recommendation of five minutes, and up at once", () => {
    const recommendations = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(recommendations, (found) => {
        const up = { policies: [{ type: "Pods", value: 1_000, periodSeconds: 15 }] } as const;
        const exact = { scaleUp: { ...up, tolerance: 0 }, scaleDown: { tolerance: 0 } };
        const target = new Decider({ policies: [hpa([PER_COPY], exact)], min: 1, max: 1_000 }, 1);
        for (const [index, copies] of found.entries()) {
          const signals = { queue: minutes(copies * 100) };
          const { desired } = target.decide({ at: index * 15 * SECOND, signals });
          // The one of exactly five minutes ago counts no more.
          expect(desired).toBe(Math.max(...found.slice(Math.max(0, index - 19), index + 1)));
        }
      }),
    );
  });

  it("adds no more in a period than its policies allow, by the most or the least of them", () => {
    const policies = [
      { type: "Pods", value: 4, periodSeconds: 60 },
      { type: "Percent", value: 10, periodSeconds: 60 },
    ] as const;
    const desired = (selectPolicy: "Max" | "Min" | "Disabled") => {
      const target = new Decider(
        { policies: [hpa([PER_COPY], { scaleUp: { policies, selectPolicy } })] },
        20,
      );
      return [0, 15, 61].map(
        (at) => target.decide({ at: at * SECOND, signals: { queue: minutes(90_000) } }).desired,
      );
    };
    expect(desired("Max")).toEqual([24, 24, 28]);
    expect(desired("Min")).toEqual([22, 22, 25]);
    expect(desired("Disabled")).toEqual([20, 20, 20]);
  });

  it("comes from zero by what is measured, and goes there where that is allowed", () => {
    const target = new Decider({ policies: [hpa([PER_COPY], { scaleDown: AT_ONCE })] }, 0);
    expect(target.decide({ signals: { queue: minutes(250) } }).desired).toBe(3);
    expect(target.decide({ at: 15 * SECOND, signals: { queue: minutes(0) } }).desired).toBe(0);
  });
});
