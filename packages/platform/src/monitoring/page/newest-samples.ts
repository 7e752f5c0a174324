import { setImmediate } from "node:timers/promises";
import type { Ledger, MetricPoint, SeriesKey } from "#ledger/ledger.ts";
import { ENDPOINT_INSTANCE_METRICS, ENDPOINT_METRICS, OWN_METRICS } from "../metric.ts";
import { fromSeriesKey, putSubject } from "../metric-places.ts";
import type { PageSample } from "./exposition.ts";

const MINUTE_MS = 60_000;
/** By then all who measure a minute have written it down, unless the ledger was away. */
const SETTLED_MS = 5_000;
/** What was not measured for longer has ended: that is how long Prometheus itself goes by a sample. */
const RECENT_MS = 5 * MINUTE_MS;
const PAGE = 200;

/** More series than a page has room for. */
export class TooManySeries extends Error {
  override readonly name = "TooManySeries";
}

/** Each metric of endpoints in a home's namespace with what was measured in the newest of its minutes that is over. Throws TooManySeries. */
export async function newestSamples(
  ledger: Pick<Ledger, "newestAfter" | "series">,
  { namespace, now, most }: { readonly namespace: string; readonly now: Date; readonly most: number },
): Promise<readonly PageSample[]> {
  const samples: PageSample[] = [];
  for (const measured of [ENDPOINT_METRICS, ENDPOINT_INSTANCE_METRICS, OWN_METRICS]) {
    const subject = putSubject(namespace, measured);
    for await (const point of newestPoints(ledger, subject)) {
      const begin = minuteOf(point.at.getTime(), now.getTime());
      if (begin === undefined) continue;
      if (samples.length >= most) throw new TooManySeries();
      const [from, to] = [new Date(begin), new Date(begin + MINUTE_MS)];
      const key = keyOf(point);
      const [statistics] = await ledger.series({ subject, ...key, from, to, buckets: 1 });
      if (statistics === undefined) continue;
      const { unit, name, dimensions } = fromSeriesKey(key);
      const metric = { namespace: measured, name, dimensions };
      samples.push({ metric, unit, statistics, at: new Date(begin + MINUTE_MS - 1) });
    }
  }
  return samples;
}

/** The beginning of the minute to tell of; undefined where the newest point is too old for one. */
function minuteOf(newest: number, now: number): number | undefined {
  const begin = Math.floor(newest / MINUTE_MS) * MINUTE_MS;
  const settled = Math.floor((now - SETTLED_MS) / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
  const told = Math.min(begin, settled);
  return now - (told + MINUTE_MS) > RECENT_MS ? undefined : told;
}

async function* newestPoints(
  ledger: Pick<Ledger, "newestAfter">,
  subject: Parameters<Ledger["newestAfter"]>[0],
): AsyncGenerator<MetricPoint> {
  let after: SeriesKey | undefined;
  for (;;) {
    const points = await ledger.newestAfter(subject, { limit: PAGE, ...(after && { after }) });
    yield* points;
    const last = points.at(-1);
    if (last === undefined || points.length < PAGE) return;
    after = keyOf(last);
    await setImmediate();
  }
}

const keyOf = ({ name, labels }: MetricPoint): SeriesKey =>
  labels === undefined ? { name } : { name, labels };
