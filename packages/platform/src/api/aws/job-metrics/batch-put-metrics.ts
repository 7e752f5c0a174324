import { defined } from "@slipway/model";
import type { MetricPoint, Subject } from "#ledger/ledger.ts";
import { type Members, text } from "../call.ts";
import { membersOf } from "../monitoring/metric-input.ts";
import type { MonitoringCall } from "../monitoring/monitoring-call.ts";
import { jobOfComponent } from "./measured-job.ts";

/** CloudWatch's bounds, which a job's own metrics have too. */
const GREATEST = 2 ** 360;
const AHEAD_MS = 2 * 3_600_000;
/** Metrics of a job, as far as new ones are taken. */
const MOST_METRICS = 500;

type Refusal = "VALIDATION_ERROR" | "METRIC_LIMIT_EXCEEDED";

/**
 * BatchPutMetrics: points of a training job, by the name of its trial component, beside those that its log tells. Those that cannot be
 * taken are told by their number, and the others are stored.
 */
export async function batchPutMetrics(input: Members, call: MonitoringCall): Promise<Members> {
  await call.mayPut();
  const job = await jobOfComponent(call, text(input, "TrialComponentName"));
  const given = membersOf(input["MetricData"]).map((datum) => job && pointOf(datum, call.now));
  const points = given.filter((point) => point !== undefined);
  const known = job === undefined ? new Set<string>() : await takenNames(call, job, points);
  const refused = given.map((point): Refusal | undefined => {
    if (point === undefined) return "VALIDATION_ERROR";
    return known.has(point.name) ? undefined : "METRIC_LIMIT_EXCEEDED";
  });
  const taken = points.filter(({ name }) => known.has(name));
  if (job !== undefined && taken.length > 0) await call.writer.append(job, taken);
  const errors = refused.flatMap((Code, MetricIndex) => (Code === undefined ? [] : [{ Code, MetricIndex }]));
  return errors.length === 0 ? {} : { Errors: errors };
}

/** Undefined for what no point can be made of. */
function pointOf({ MetricName, Timestamp, Step, Value }: Members, now: Date): MetricPoint | undefined {
  const value = Number(Value);
  const at = Timestamp instanceof Date ? Timestamp.getTime() : Number.NaN;
  const step = Step === undefined || Step === null ? undefined : Number(Step);
  if (!(Math.abs(value) <= GREATEST && at >= 0 && at <= now.getTime() + AHEAD_MS)) return undefined;
  if (step !== undefined && !Number.isSafeInteger(step)) return undefined;
  const name = String(MetricName);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is refused.
  if (/[\u0000-\u001f\u007f]/.test(name)) return undefined;
  return { name, value, at: new Date(at), ...defined({ step }) };
}

/** Names of metrics that the job has, and new ones as long as there is room. */
async function takenNames(
  { ledger }: MonitoringCall,
  job: Subject,
  points: readonly MetricPoint[],
): Promise<ReadonlySet<string>> {
  const names = [...new Set(points.map(({ name }) => name))];
  const there = await ledger.newestOf(
    job,
    names.map((name) => ({ name })),
  );
  const known = new Set(there.map(({ name }) => name));
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return known;
  const all = await ledger.newestAfter(job, { limit: MOST_METRICS });
  return new Set([...known, ...fresh.slice(0, MOST_METRICS - all.length)]);
}
