import { setImmediate } from "node:timers/promises";
import type { MetricPoint, SeriesKey } from "#ledger/ledger.ts";
import { fromSeriesKey, PUT_METRICS, putSubject } from "#monitoring/metric-places.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { LIST_PAGE, type ListAsked, type ListedMetric } from "./listed-metric.ts";
import { invalidPlace } from "./monitoring-error.ts";

const MOST_NAMESPACES = 1_000;

/** What was put, in the order of namespaces and of series in them. A metric with several units is told with the first of them. */
export async function* listedPutMetrics(
  call: LedgerCall,
  { namespace, after }: ListAsked,
): AsyncGenerator<ListedMetric> {
  const [begun = "", name, labels] = after ?? [];
  const names = namespace === undefined ? await namespacesOf(call) : [namespace];
  for (const one of names.filter((each) => each >= begun)) {
    const from = one === begun && name !== undefined ? seriesIn(name, labels) : undefined;
    yield* metricsIn(call, one, from);
  }
}

async function namespacesOf({ ledger, namespace }: LedgerCall): Promise<readonly string[]> {
  const where = { namespace, kind: PUT_METRICS };
  const { subjects } = await ledger.subjects({ where, limit: MOST_NAMESPACES });
  return [...new Set(subjects.map(({ name }) => name))].sort();
}

async function* metricsIn(
  call: LedgerCall,
  namespace: string,
  from: SeriesKey | undefined,
): AsyncGenerator<ListedMetric> {
  let before = from === undefined ? "" : identity(from);
  for await (const point of seriesAfter(call, namespace, from)) {
    const key = keyOf(point);
    if (identity(key) === before) continue;
    before = identity(key);
    const { unit: _, ...metric } = fromSeriesKey(key);
    const place = [namespace, key.name, JSON.stringify(key.labels ?? {})];
    yield { metric: { namespace, ...metric }, newest: point.at.getTime(), place };
  }
}

async function* seriesAfter(
  { ledger, namespace: home }: LedgerCall,
  namespace: string,
  from: SeriesKey | undefined,
): AsyncGenerator<MetricPoint> {
  let after = from;
  for (;;) {
    const limit = LIST_PAGE;
    const page = await ledger.newestAfter(putSubject(home, namespace), { limit, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    after = keyOf(last);
    await setImmediate();
  }
}

const keyOf = ({ name, labels }: MetricPoint): SeriesKey =>
  labels === undefined ? { name } : { name, labels };

/** Equal for the series of one metric, whatever their unit. */
function identity(key: SeriesKey): string {
  const { name, dimensions } = fromSeriesKey(key);
  return JSON.stringify([name, dimensions]);
}

function seriesIn(name: string, labels = "{}"): SeriesKey {
  const read = parsed(labels);
  if (typeof read !== "object" || read === null || Object.values(read).some((one) => typeof one !== "string"))
    throw invalidPlace();
  return { name, labels: read as Readonly<Record<string, string>> };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
