import { expect, test } from "vitest";
import { instancePoints } from "./instance-points.ts";
import { fromSeriesKey } from "./metric-places.ts";

const at = new Date("2026-01-01T00:00:59.999Z");
const of = { endpoint: "e", variant: "v" };

// https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-endpoints: Percent, by EndpointName and VariantName.
test("Each instance of a variant is one sample, in percent", () => {
  const points = instancePoints(
    of,
    [
      { CPUUtilization: 250, MemoryUtilization: 40 },
      { CPUUtilization: 50, MemoryUtilization: 20 },
    ],
    at,
  );
  expect(points.map((point) => [fromSeriesKey(point), point.value, point.several, point.at])).toEqual([
    [
      { name: "CPUUtilization", dimensions: { EndpointName: "e", VariantName: "v" }, unit: "Percent" },
      150,
      { count: 2, sum: 300, min: 50, max: 250 },
      at,
    ],
    [
      { name: "MemoryUtilization", dimensions: { EndpointName: "e", VariantName: "v" }, unit: "Percent" },
      30,
      { count: 2, sum: 60, min: 20, max: 40 },
      at,
    ],
  ]);
});

test("An instance of which something is not known is no sample of that", () => {
  const points = instancePoints(
    of,
    [{ CPUUtilization: 10 }, { GPUUtilization: 160, GPUMemoryUtilization: 0 }, {}],
    at,
  );
  expect(points.map(({ name, several }) => [name, several?.count, several?.sum])).toEqual([
    ["CPUUtilization", 1, 10],
    ["GPUUtilization", 1, 160],
    ["GPUMemoryUtilization", 1, 0],
  ]);
  expect(instancePoints(of, [], at)).toEqual([]);
});
