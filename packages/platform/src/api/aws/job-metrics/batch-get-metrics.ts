import type { MetricPoint, PointMark, Subject } from "#ledger/ledger.ts";
import { type AxisPeriod, type AxisStatistic, axisStatistics } from "#monitoring/axis-statistics.ts";
import { type Members, text } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { needReading } from "../monitoring/measured.ts";
import { membersOf } from "../monitoring/metric-input.ts";
import { jobOfArn } from "./measured-job.ts";

/** Points that one call looks at, in pages; a query that would need more is told as truncated. */
const [MOST_POINTS, PAGE] = [100_000, 2_000];

/** BatchGetMetrics: a job's metric by steps or by times; each query says for itself what became of it. */
export async function batchGetMetrics(input: Members, call: LedgerCall): Promise<Members> {
  await needReading(call);
  const results: Members[] = [];
  const budget = { left: MOST_POINTS };
  for (const query of membersOf(input["MetricQueries"])) results.push(await answer(query, call, budget));
  return { MetricQueryResults: results };
}

async function answer(query: Members, call: LedgerCall, budget: { left: number }): Promise<Members> {
  const [period, axis] = [text(query, "Period"), text(query, "XAxisType")];
  if ((period === "IterationNumber") !== (axis === "IterationNumber"))
    return refused("Period and XAxisType must both be IterationNumber, or neither.");
  const job = await jobOfArn(call, text(query, "ResourceArn"));
  if (job === undefined) return refused("ResourceArn names no training job and no trial component of one.");
  const { points, whole } = await pointsOf(call, { job, name: text(query, "MetricName"), budget });
  const found = axisStatistics(points, {
    period: period as AxisPeriod,
    statistic: text(query, "MetricStat") as AxisStatistic,
    from: Number(query["Start"] ?? Number.NEGATIVE_INFINITY),
    to: Number(query["End"] ?? Number.POSITIVE_INFINITY),
  });
  return {
    Status: whole ? "Complete" : "Truncated",
    XAxisValues: found.map(([x]) => x),
    MetricValues: found.map(([, value]) => value),
  };
}

const refused = (Message: string): Members => ({
  Status: "ValidationError",
  Message,
  XAxisValues: [],
  MetricValues: [],
});

async function pointsOf(
  { ledger }: LedgerCall,
  { job, name, budget }: { readonly job: Subject; readonly name: string; readonly budget: { left: number } },
): Promise<{ readonly points: readonly MetricPoint[]; readonly whole: boolean }> {
  const points: MetricPoint[] = [];
  let after: PointMark | undefined;
  do {
    if (budget.left <= 0) return { points, whole: false };
    const limit = Math.min(PAGE, budget.left);
    const page = await ledger.readMetrics(job, { name, limit, ...(after && { after }) });
    budget.left -= Math.max(1, page.points.length);
    points.push(...page.points);
    after = page.next;
  } while (after !== undefined);
  return { points, whole: true };
}
