import { defined } from "@slipway/model";
import type { MetricId } from "#monitoring/metric.ts";
import type { Members } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { listedMetrics } from "./listed-metrics.ts";
import { needReading } from "./measured.ts";
import { membersOf, metricMembers } from "./metric-input.ts";
import { invalidPlace } from "./monitoring-error.ts";

const PAGE = 500;
/** Metrics that one call looks at: more that are left out are behind its token. */
const MOST_LOOKED_AT = 5_000;
/** Metrics without a measurement for longer are not listed, as at AWS. */
const LISTED_MS = 14 * 86_400_000;
const RECENT_MS = 3 * 3_600_000;

/** ListMetrics. A token is where the last call stopped looking: it may come with fewer metrics than a page has, or none. */
export async function listMetrics(input: Members, call: LedgerCall): Promise<Members> {
  await needReading(call);
  const wants = wantedOf(input);
  const since = call.now.getTime() - (input["RecentlyActive"] === "PT3H" ? RECENT_MS : LISTED_MS);
  const found: MetricId[] = [];
  let looked = 0;
  const { Namespace: namespace, NextToken: token } = input;
  const asked = defined({ namespace: text(namespace), after: placeIn(token) });
  for await (const { metric, newest, place } of listedMetrics(call, asked)) {
    looked += 1;
    if (newest >= since && wants(metric)) found.push(metric);
    if (found.length < PAGE && looked < MOST_LOOKED_AT) continue;
    const NextToken = Buffer.from(JSON.stringify(place)).toString("base64url");
    return { Metrics: found.map(metricMembers), NextToken };
  }
  return { Metrics: found.map(metricMembers) };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Whether a metric has the name and at least the dimensions that are asked for. */
function wantedOf({ MetricName, Dimensions }: Members): (metric: MetricId) => boolean {
  const filters = membersOf(Dimensions).map(({ Name, Value }) => [String(Name), text(Value)] as const);
  const name = text(MetricName);
  return (metric) =>
    (name === undefined || metric.name === name) &&
    filters.every(
      ([dimension, value]) =>
        Object.hasOwn(metric.dimensions, dimension) &&
        (value === undefined || metric.dimensions[dimension] === value),
    );
}

function placeIn(token: unknown): readonly string[] | undefined {
  if (typeof token !== "string") return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(place) && place.every((part) => typeof part === "string")) return place;
  } catch {
    // Told below.
  }
  throw invalidPlace();
}
