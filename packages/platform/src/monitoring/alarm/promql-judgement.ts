import type {
  AlarmState,
  AlarmStateValue,
  MetricAlarmSpec,
  PromQLCriteria,
} from "@slipway/model/kinds/metric-alarm/index.ts";
import type { PromQLRange, PromQLSeries } from "../promql/promql.ts";

/** Series that a reason names, and characters of each. */
const [NAMED, LONGEST] = [3, 200];
/** So that the look at an alarm comes behind the instant it is about. */
const AFTER_MS = 500;

const intervalOf = ({ evaluationInterval = 60 }: MetricAlarmSpec): number => evaluationInterval;

/** The looks that decide on the alarm's state now: every interval, of whole ones since 1970. */
export function promQLRange(spec: MetricAlarmSpec, criteria: PromQLCriteria, now: Date): PromQLRange {
  const step = intervalOf(spec);
  const end = Math.floor(now.getTime() / 1_000 / step) * step;
  const { query, pendingPeriod = 0, recoveryPeriod = 0 } = criteria;
  const looks = Math.ceil(Math.max(pendingPeriod, recoveryPeriod) / step);
  return { query, start: end - looks * step, end, step };
}

/** Milliseconds until the next look. */
export function untilNextLook(spec: MetricAlarmSpec, now: Date): number {
  const stepMs = intervalOf(spec) * 1_000;
  return stepMs - (now.getTime() % stepMs) + AFTER_MS;
}

interface Judged {
  readonly criteria: PromQLCriteria;
  readonly range: PromQLRange;
  readonly series: readonly PromQLSeries[];
  readonly current: AlarmStateValue;
  readonly now: Date;
}

/**
 * The state that the answers of a query put an alarm in; undefined where that is the state it is in. A series that was there at each look of the
 * pending period raises the alarm; it is over when none was there in the recovery period.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html
 */
export function judgePromQL({ criteria, range, series, current, now }: Judged): AlarmState | undefined {
  const { pendingPeriod = 0, recoveryPeriod = 0 } = criteria;
  const looksOf = (seconds: number) =>
    Array.from({ length: Math.ceil(seconds / range.step) + 1 }, (_, i) => range.end - i * range.step);
  const raising = series.filter(({ values }) => looksOf(pendingPeriod).every((at) => values.has(at)));
  // At the look that is just as long ago the period was over.
  const recent = recoveryPeriod === 0 ? [range.end] : looksOf(recoveryPeriod).slice(0, -1);
  const lasting =
    current === "ALARM" ? series.filter(({ values }) => recent.some((at) => values.has(at))) : [];
  const breaching = raising.length > 0 ? raising : lasting;
  const stateValue = breaching.length > 0 ? "ALARM" : "OK";
  if (stateValue === current) return undefined;
  return {
    stateValue,
    stateReason:
      stateValue === "ALARM" ? raised(breaching, { pendingPeriod, range }) : cleared(recoveryPeriod),
    stateReasonData: dataOf({ criteria, range, breaching, now }),
    stateUpdatedTimestamp: now.toISOString(),
  };
}

function raised(
  breaching: readonly PromQLSeries[],
  { pendingPeriod, range }: { readonly pendingPeriod: number; readonly range: PromQLRange },
): string {
  const named = breaching.slice(0, NAMED).map(({ labels, values }) => {
    const words = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const name = `{${words.join(",")}}`.slice(0, LONGEST);
    return `${name} (${values.get(range.end) ?? "gone"})`;
  });
  const more = breaching.length > NAMED ? ` and ${breaching.length - NAMED} more` : "";
  const time = pendingPeriod === 0 ? "" : ` for ${pendingPeriod} seconds`;
  return `${breaching.length} ${breaching.length === 1 ? "contributor has" : "contributors have"} been breaching${time}: ${named.join(", ")}${more}.`;
}

const cleared = (seconds: number): string =>
  `No contributor has been breaching${seconds === 0 ? "" : ` for ${seconds} seconds`}.`;

function dataOf(
  of: Pick<Judged, "criteria" | "range" | "now"> & { readonly breaching: readonly PromQLSeries[] },
) {
  return JSON.stringify({
    version: "1.0",
    queryDate: of.now.toISOString().replace("Z", "+0000"),
    query: of.criteria.query.slice(0, 1_000),
    contributors: of.breaching.slice(0, NAMED).map(({ labels }) => JSON.stringify(labels).slice(0, LONGEST)),
  });
}

/** The state of an alarm of whose query nothing is known, as of one whose data points are missing; undefined where that is the state it is in. */
export function judgeUnknown(
  { treatMissingData = "missing" }: MetricAlarmSpec,
  { current, now, why }: { readonly current: AlarmStateValue; readonly now: Date; readonly why: string },
): AlarmState | undefined {
  const states: Readonly<Record<string, AlarmStateValue>> = {
    breaching: "ALARM",
    notBreaching: "OK",
    missing: "INSUFFICIENT_DATA",
    ignore: current,
  };
  const stateValue = states[treatMissingData] ?? current;
  if (stateValue === current) return undefined;
  const treated =
    stateValue === "INSUFFICIENT_DATA"
      ? "Insufficient Data"
      : `Missing data is treated as [${treatMissingData}]`;
  return { stateValue, stateReason: `${treated}: ${why}.`, stateUpdatedTimestamp: now.toISOString() };
}
