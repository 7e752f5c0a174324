import type { SeriesAsked, SeriesBucket } from "../../ledger.ts";
import type { Engine, SeriesPart } from "../../operations.ts";
import { labelsText } from "./point-row.ts";

const MOST_BUCKETS = 1_000;

/** A series in steps, so that neither its length nor its density holds anybody up. */
export async function readSeries(engine: Engine, asked: SeriesAsked): Promise<readonly SeriesBucket[]> {
  const of = { subject: asked.subject, name: asked.name, labels: labelsText(asked.labels) };
  const extent = await engine.call("seriesExtent", of);
  if (extent === undefined) return [];
  const origin = asked.from?.getTime() ?? extent.first;
  const end = asked.to?.getTime() ?? extent.last + 1;
  const buckets = Math.min(MOST_BUCKETS, Math.max(1, Math.trunc(asked.buckets)));
  const widthMs = (end - origin) / buckets;
  const parts = new Map<number, Bucket>();
  const to = Math.min(end, extent.last + 1);
  let from: number | undefined = Math.max(origin, extent.first);
  while (from !== undefined && from < to) {
    const step: SeriesPart = await engine.call("seriesStep", { ...of, from, to, origin, widthMs });
    for (const part of step.buckets) parts.set(part.bucket, together(parts.get(part.bucket), part));
    from = step.next;
  }
  return [...parts.values()]
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ bucket, ...rest }) => ({ from: new Date(Math.ceil(origin + bucket * widthMs)), ...rest }));
}

type Bucket = SeriesPart["buckets"][number];

/** A bucket that began in an earlier step. */
function together(one: Bucket | undefined, other: Bucket): Bucket {
  if (one === undefined) return other;
  return {
    bucket: one.bucket,
    count: one.count + other.count,
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
  };
}
