import { expect, test } from "vitest";
import type { MetricPoint, Subject } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { MathError } from "./math/math-error.ts";
import { seriesKey } from "./metric-places.ts";
import { MetricQueries } from "./metric-query.ts";
import { metricSeries } from "./metric-series.ts";
import { MetricWriter } from "./metric-writer.ts";
import { percentileBudget, percentilesOf } from "./percentiles.ts";
import { periodStatistics } from "./period-statistics.ts";

const subject: Subject = { namespace: "team", kind: "CloudWatchNamespace", name: "Space", uid: "" };
const metric = { namespace: "Space", name: "m", dimensions: { a: "1" } };
const measured = { namespace: "team", jobNamed: async () => undefined };
const at = (ms: number): Date => new Date(1_800_000_000_000 + ms);

async function ledgerWith(...points: readonly (readonly [ms: number, value: number, unit?: string])[]) {
  const ledger = createMemoryLedger();
  const writer = new MetricWriter(ledger);
  await writer.append(
    subject,
    points.map(([ms, value, unit = "None"]) => ({ ...seriesKey(metric, unit), value, at: at(ms) })),
  );
  return { ledger, writer };
}

test("Statistics come by periods, also over more of them than the ledger is asked for at once, and over all units", async () => {
  const { ledger } = await ledgerWith([0, 1], [30_000, 3], [1_500 * 60_000, 5, "Count"]);
  const series = await metricSeries(ledger, measured, { metric });
  const found = await periodStatistics(ledger, series, {
    from: at(0).getTime(),
    periodMs: 60_000,
    count: 2_000,
  });
  expect(found).toEqual([
    { at: at(0).getTime(), count: 2, sum: 4, min: 1, max: 3 },
    { at: at(1_500 * 60_000).getTime(), count: 1, sum: 5, min: 5, max: 5 },
  ]);
  expect(await metricSeries(ledger, measured, { metric, unit: "Count" })).toHaveLength(1);
  expect(await metricSeries(ledger, measured, { metric: { ...metric, dimensions: {} } })).toEqual([]);
});

test("Percentiles lie between values, and a set of statistics counts where its least is its greatest", async () => {
  const ledger = createMemoryLedger();
  const values: readonly MetricPoint[] = [
    { name: "m", value: 1, at: at(1) },
    { name: "m", value: 2, at: at(2), several: { count: 2, sum: 4, min: 2, max: 2 } },
    { name: "m", value: 50, at: at(3), several: { count: 9, sum: 450, min: 0, max: 100 } },
    { name: "m", value: 4, at: at(60_000) },
  ];
  await ledger.appendMetrics(subject, "test", { from: 0, to: 1 }, values);
  const series = [{ subject, key: { name: "m" }, unit: "None" }];
  const periods = { from: at(0).getTime(), periodMs: 60_000, count: 1 };
  const { percentiles, whole } = await percentilesOf(ledger, series, {
    periods,
    wanted: [0, 0.25, 0.5, 1],
    budget: percentileBudget(),
  });
  expect([...percentiles.values()].map((one) => [...one.values()])).toEqual([[1, 1.5, 2, 2]]);
  expect(whole).toBe(true);
});

test("What many put at once is stored once each, also after a call that failed", async () => {
  const { ledger, writer } = await ledgerWith();
  const one = (value: number): MetricPoint => ({ name: "m", value, at: at(value) });
  await Promise.all(Array.from({ length: 50 }, (_, i) => writer.append(subject, [one(i)])));
  const { appendMetrics } = ledger;
  ledger.appendMetrics = () => Promise.reject(new Error("away"));
  await expect(writer.append(subject, [one(50)])).rejects.toThrow("away");
  ledger.appendMetrics = appendMetrics;
  await Promise.all([new MetricWriter(ledger).append(subject, [one(51)]), writer.append(subject, [one(52)])]);
  const { points } = await ledger.readMetrics(subject, { limit: 100 });
  expect(points.map(({ value }) => value)).toEqual([...Array.from({ length: 50 }, (_, i) => i), 51, 52]);
});

const many = (text: string, times: number): string => Array(times).fill(text).join(",");

test.each([
  ["lists of lists", [`[${many("m1", 300)}]`, `[${many("e0", 300)}]`, `[${many("e1", 300)}]`, "SUM(e2)"]],
  ["one after the other", Array.from({ length: 100 }, (_, i) => `ABS(${i === 0 ? "m1" : `e${i - 1}`})`)],
  ["long lists", [`SUM(FILL([${many("m1", 300)}], 0))`]],
])("Expressions that would take too much are refused: %s", async (_, expressions) => {
  const { ledger } = await ledgerWith([0, 1]);
  const queries = new MetricQueries(
    [
      { id: "m1", metric: { metric, periodMs: 1_000, statistic: "Sum" } },
      ...expressions.map((expression, i) => ({ id: `e${i}`, expression })),
    ],
    { ledger, measured, periodsOf: (periodMs) => ({ from: at(0).getTime(), periodMs, count: 100_000 }) },
  );
  await expect(queries.answer(`e${expressions.length - 1}`)).rejects.toBeInstanceOf(MathError);
});

test("Percentiles look at so many points, those of other labels among them", async () => {
  const ledger = createMemoryLedger();
  const others = Array.from({ length: 2_000 }, (_, i) => ({ name: "m", value: 1, at: at(i) }));
  let pages = 0;
  ledger.readMetrics = async () => {
    pages += 1;
    return { points: others, next: { at: at(2_000) } };
  };
  const series = [{ subject, key: { name: "m", labels: { a: "1" } }, unit: "None" }];
  const periods = { from: at(0).getTime(), periodMs: 60_000, count: 10 };
  expect(
    (await percentilesOf(ledger, series, { periods, wanted: [0.5], budget: percentileBudget() })).whole,
  ).toBe(false);
  expect(pages).toBe(50);
});

test("Instances of jobs are found by their host, and their metrics are none of the job's own", async () => {
  const ledger = createMemoryLedger();
  const job: Subject = { namespace: "team", kind: "ProcessingJob", name: "p", uid: "u" };
  const own = { name: "GPUUtilization", labels: { Host: "algo-1" } };
  await ledger.appendMetrics(job, "gpus", { from: 0, to: 1 }, [{ ...own, value: 70, at: at(0) }]);
  const jobs = {
    namespace: "team",
    jobNamed: async (name: string, kind: string) => (name === "p" && kind === job.kind ? job : undefined),
  };
  const of = (namespace: string, dimensions: Readonly<Record<string, string>>) =>
    metricSeries(ledger, jobs, { metric: { namespace, name: "GPUUtilization", dimensions } });
  expect(await of("/aws/sagemaker/ProcessingJobs", { Host: "p/algo-1" })).toEqual([
    { subject: job, key: own, unit: "Percent" },
  ]);
  expect(await of("/aws/sagemaker/ProcessingJobs", { Host: "p/algo-2" })).toEqual([]);
  expect(await of("/aws/sagemaker/TrainingJobs", { Host: "p/algo-1" })).toEqual([]);
  const training = { ...job, kind: "TrainingJob" };
  await ledger.appendMetrics(training, "gpus", { from: 0, to: 1 }, [{ ...own, value: 70, at: at(0) }]);
  const metric = {
    namespace: "/aws/sagemaker/TrainingJobs",
    name: own.name,
    dimensions: { TrainingJobName: "p" },
  };
  expect(await metricSeries(ledger, { ...jobs, jobNamed: async () => training }, { metric })).toEqual([]);
});
