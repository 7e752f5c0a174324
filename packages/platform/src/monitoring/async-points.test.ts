import { expect, test } from "vitest";
import { asyncPoints, backlogPoints } from "./async-points.ts";

const at = new Date(1_790_000_000_000);
const told = (
  points: readonly { readonly name: string; readonly value: number; readonly labels?: unknown }[],
) => points.map(({ name, value, labels }) => [name, value, labels]);

test("a queue is told by SageMaker's names, and what there is for an instance only where there is one", () => {
  const of = (unit: string) => ({ EndpointName: "e", ":unit": unit });
  expect(told(backlogPoints({ endpoint: "e", requests: 6, oldestSeconds: 12.5, instances: 4 }, at))).toEqual([
    ["ApproximateBacklogSize", 6, of("Count")],
    ["ApproximateBacklogSizePerInstance", 1.5, of("Count")],
    ["ApproximateAgeOfOldestRequest", 12.5, of("Seconds")],
    ["HasBacklogWithoutCapacity", 0, of("Count")],
  ]);
  expect(
    told(backlogPoints({ endpoint: "e", requests: 1, instances: 0 }, at)).map(([name, value]) => [
      name,
      value,
    ]),
  ).toEqual([
    ["ApproximateBacklogSize", 1],
    ["ApproximateAgeOfOldestRequest", 0],
    ["HasBacklogWithoutCapacity", 1],
  ]);
});

test("times are told in the units of SageMaker's documentation, with their statistics", () => {
  const measures = new Map([
    ["ModelLatency", { count: 2, sum: 30, min: 10, max: 20 }],
    ["TotalProcessingTime", { count: 1, sum: 40, min: 40, max: 40 }],
    ["ExpiredRequests", { count: 3, sum: 3, min: 1, max: 1 }],
  ]);
  const dimensions = { EndpointName: "e", VariantName: "v" };
  expect(asyncPoints({ endpoint: "e", variant: "v", measures }, at)).toMatchObject([
    {
      labels: { ...dimensions, ":unit": "Microseconds" },
      several: { count: 2, sum: 30_000, min: 10_000, max: 20_000 },
    },
    { labels: { ...dimensions, ":unit": "Milliseconds" }, several: { sum: 40 } },
    { labels: { ...dimensions, ":unit": "Count" }, several: { sum: 3 } },
  ]);
});
