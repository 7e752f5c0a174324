import { expect, test } from "vitest";
import { seriesIn } from "./prometheus.ts";

/** From https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries. */
const ANSWER = {
  status: "success",
  data: {
    resultType: "matrix",
    result: [
      {
        metric: { __name__: "up", job: "prometheus", instance: "localhost:9090" },
        values: [
          [1435781430.781, "1"],
          [1435781445.781, "NaN"],
        ],
      },
    ],
  },
};

test("Series are read with their labels and the looks at which they were there", () => {
  const [series, ...others] = seriesIn(200, JSON.stringify(ANSWER));
  expect(others).toEqual([]);
  expect(series?.labels).toEqual({ __name__: "up", job: "prometheus", instance: "localhost:9090" });
  expect([...(series?.values ?? [])]).toEqual([
    [1435781431, "1"],
    [1435781446, "NaN"],
  ]);
});

test.each([
  [
    400,
    JSON.stringify({ status: "error", errorType: "bad_data", error: "parse error" }),
    /refuses the query: parse error/,
  ],
  [404, "<html>", /HTTP status 404 and no series/],
  [200, "null", /no series/],
  [200, JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } }), /no series/],
  [302, "", /HTTP status 302/],
])("An answer %d %s is a failure that says why", (status, text, message) => {
  expect(() => seriesIn(status, text)).toThrow(message);
});
