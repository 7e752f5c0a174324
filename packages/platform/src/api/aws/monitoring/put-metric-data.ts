import type { MetricPoint, PointStatistics } from "#ledger/ledger.ts";
import { NO_UNIT } from "#monitoring/metric.ts";
import { putSubject, seriesKey } from "#monitoring/metric-places.ts";
import type { Members } from "../call.ts";
import { ofAnsweringVariants } from "./feedback.ts";
import { dimensionsIn, membersOf, nameIn } from "./metric-input.ts";
import type { MonitoringCall } from "./monitoring-call.ts";
import {
  invalidCombination,
  invalidValue,
  missingParameter,
  notServedHere,
  validationError,
} from "./monitoring-error.ts";

/** AWS's own bounds. */
const MOST_DATA = 1_000;
const MOST_VALUES = 150;
const GREATEST = 2 ** 360;
const DAY_MS = 86_400_000;
const [OLDEST_MS, NEWEST_MS] = [14 * DAY_MS, 2 * 3_600_000];

/** PutMetricData: single values, values with counts, and sets of statistics. All of them are looked at before any is stored. */
export async function putMetricData(input: Members, call: MonitoringCall): Promise<void> {
  await call.mayPut();
  const namespace = nameIn(input["Namespace"], "Namespace");
  if (namespace.startsWith("AWS/")) throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
  if (membersOf(input["EntityMetricData"]).length > 0) throw notServedHere("EntityMetricData");
  const data = membersOf(input["MetricData"]);
  if (data.length === 0) throw missingParameter("The parameter MetricData is required.");
  if (data.length > MOST_DATA)
    throw validationError(`The collection MetricData must not have a size greater than ${MOST_DATA}.`);
  const given = data.map((datum, i) => givenIn(datum, `MetricData.member.${i + 1}`, call.now));
  const dimensions = await ofAnsweringVariants(
    given.map((one) => one.dimensions),
    call,
  );
  const points = given.flatMap(({ name, unit, at, measured }, i) => {
    const key = seriesKey({ name, dimensions: dimensions[i] ?? {} }, unit);
    return measured.map((one): MetricPoint => ({ ...key, at, ...one }));
  });
  await call.writer.append(putSubject(call.namespace, namespace), points);
}

function givenIn(datum: Members, at: string, now: Date) {
  return {
    name: nameIn(datum["MetricName"], `${at}.MetricName`),
    dimensions: dimensionsIn(datum["Dimensions"]),
    unit: String(datum["Unit"] ?? NO_UNIT),
    at: timeOf(datum, at, now),
    measured: measurementsOf(datum, at),
  };
}

type Measurement = Pick<MetricPoint, "value" | "several">;
const FORMS = ["Value", "StatisticValues", "Values"] as const;

function measurementsOf(datum: Members, at: string): readonly Measurement[] {
  const given = FORMS.filter((form) => datum[form] !== undefined && datum[form] !== null);
  const [form, other] = given;
  if (form === undefined)
    throw missingParameter(
      `At least one of the parameters ${FORMS.map((one) => `${at}.${one}`).join(", ")} must be specified.`,
    );
  if (other !== undefined)
    throw invalidCombination(
      `The parameters ${at}.${form} and ${at}.${other} are mutually exclusive and you have specified both.`,
    );
  if (form === "Value") return [{ value: finite(datum["Value"], `${at}.Value`) }];
  return form === "Values" ? valuesOf(datum, at) : [statisticsOf(datum["StatisticValues"] as Members, at)];
}

function valuesOf({ Values, Counts }: Members, at: string): readonly Measurement[] {
  const values = (Values as readonly unknown[]).map((value, i) =>
    finite(value, `${at}.Values.member.${i + 1}`),
  );
  const counts =
    Counts === undefined || Counts === null ? values.map(() => 1) : (Counts as readonly unknown[]);
  if (counts.length !== values.length)
    throw invalidValue(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  if (values.length > MOST_VALUES)
    throw invalidValue(`The collection ${at}.Values must not have a size greater than ${MOST_VALUES}.`);
  return values.map((value, i) => {
    const count = finite(counts[i], `${at}.Counts.member.${i + 1}`);
    if (count < 0)
      throw invalidValue(`The value ${count} for parameter ${at}.Counts.member.${i + 1} is invalid.`);
    return count === 1
      ? { value }
      : { value, several: { count, sum: value * count, min: value, max: value } };
  });
}

function statisticsOf({ SampleCount, Sum, Minimum, Maximum }: Members, at: string): Measurement {
  const of = (member: string, value: unknown) => finite(value, `${at}.StatisticValues.${member}`);
  const several: PointStatistics = {
    count: of("SampleCount", SampleCount),
    sum: of("Sum", Sum),
    min: of("Minimum", Minimum),
    max: of("Maximum", Maximum),
  };
  if (several.count < 0)
    throw invalidValue(
      `The value ${several.count} for parameter ${at}.StatisticValues.SampleCount is invalid.`,
    );
  if (several.min > several.max)
    throw invalidValue(
      `The parameter ${at}.StatisticValues.Maximum must be greater than ${at}.StatisticValues.Minimum.`,
    );
  return { value: several.count === 0 ? 0 : several.sum / several.count, several };
}

function finite(given: unknown, at: string): number {
  const value = Number(given);
  if (!Number.isFinite(value) || Math.abs(value) > GREATEST)
    throw invalidValue(`The value ${String(given)} for parameter ${at} is invalid.`);
  return value;
}

function timeOf({ Timestamp }: Members, at: string, now: Date): Date {
  if (!(Timestamp instanceof Date)) return now;
  if (Timestamp.getTime() < now.getTime() - OLDEST_MS)
    throw invalidValue(`The parameter ${at}.Timestamp must specify a time within the past two weeks.`);
  if (Timestamp.getTime() > now.getTime() + NEWEST_MS)
    throw invalidValue(
      `The parameter ${at}.Timestamp must specify a time no more than two hours in the future.`,
    );
  return Timestamp;
}
