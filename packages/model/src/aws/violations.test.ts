import { expect, test } from "vitest";
import { inputOf } from "./lookup.ts";
import { MONITORING } from "./monitoring/service.ts";
import { violations } from "./violations.ts";

const asked = { Namespace: "n", MetricName: "m", Period: 60, StartTime: new Date(0), Statistics: ["Sum"] };
const found = (EndTime: unknown) =>
  violations(inputOf(MONITORING, "GetMetricStatistics"), { ...asked, EndTime }, { naming: "member" });

test("a time is a date, or text or a number that is one", () => {
  for (const time of [new Date(0), "2026-01-31T10:00:00Z", 2026]) expect(found(time)).toEqual([]);
});

// An object with such a member cannot be made a text of, which must not be found out by trying.
test.each([
  [{ toString: "-1" }],
  [{ toString: null, valueOf: 1 }],
  [[]],
  [true],
  ["soon"],
  [new Date(Number.NaN)],
])("%j is no time", (value) => {
  expect(found(value)).toMatchObject([{ at: [{ name: "EndTime" }], problem: { is: "type" } }]);
});
