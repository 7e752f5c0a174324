import { setImmediate } from "node:timers/promises";
import { type Key, keyOf, type Resource } from "@slipway/model";
import { HOST_LABEL, isInstanceMetric } from "@slipway/model/instance-metrics.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import type { MetricPoint } from "#ledger/ledger.ts";
import { INSTANCE_METRICS_OF, JOB_METRICS } from "#monitoring/metric.ts";
import type { Index, Place } from "#store/cache.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { type AwsKind, awsKind } from "../objects/aws-kind.ts";
import { kindIndexes, listed } from "../objects/kind-indexes.ts";
import { LIST_PAGE, type ListAsked, type ListedMetric } from "./listed-metric.ts";

type Listed = (call: LedgerCall, asked: ListAsked) => AsyncGenerator<ListedMetric>;

/** What jobs of a kind told of themselves and their instances, in the order of their names. A place is behind a job all of whose metrics were told. */
export function listedJobMetrics<R extends Resource>(facts: AwsKindFacts<R>): Listed {
  const kind = awsKind(facts);
  const jobs: Jobs<R> = {
    kind,
    byName: kindIndexes(kind).Name,
    namespace: INSTANCE_METRICS_OF[kind.kind.kind] ?? "",
  };
  return (call, asked) => listedOf(jobs, call, asked);
}

interface Jobs<R extends Resource> {
  readonly kind: AwsKind<R>;
  readonly byName: Index<R>;
  /** Of CloudWatch's. */
  readonly namespace: string;
}

async function* listedOf<R extends Resource>(
  of: Jobs<R>,
  call: LedgerCall,
  { namespace, after = [] }: ListAsked,
): AsyncGenerator<ListedMetric> {
  if (namespace !== undefined && namespace !== of.namespace) return;
  let behind = placeIn(after);
  for await (const jobs of pagesAfter(of, call, behind)) {
    const metrics = await metricsOf(of, call, jobs);
    for (const [i, job] of jobs.entries()) {
      const here = placeBehind(of, job);
      const found = metrics[i] ?? [];
      const last = found.at(-1);
      for (const one of found) yield { ...one, place: placeOf(one === last ? here : behind) };
      behind = here;
    }
  }
}

const placeBehind = <R extends Resource>({ byName }: Jobs<R>, job: R): Place => ({
  rank: byName.rank?.(job) ?? "",
  key: keyOf(job),
});

const placeIn = ([rank, key]: readonly string[]): Place | undefined =>
  rank === undefined || key === undefined ? undefined : { rank, key: key as Key };

function placeOf(place: Place | undefined): readonly string[] {
  return place?.key === undefined ? [] : [place.rank, place.key];
}

async function* pagesAfter<R extends Resource>(
  of: Jobs<R>,
  call: LedgerCall,
  from: Place | undefined,
): AsyncGenerator<readonly R[]> {
  const all = await call.cache.of(of.kind.kind);
  let after = from;
  for (;;) {
    const page = all.by(of.byName, listed.all(call.namespace), { limit: LIST_PAGE, ...(after && { after }) });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < LIST_PAGE) return;
    after = placeBehind(of, last);
    await setImmediate();
  }
}

/** Of each job, in one question to the ledger: most of many jobs may have told nothing. */
async function metricsOf<R extends Resource>(
  of: Jobs<R>,
  { ledger }: LedgerCall,
  jobs: readonly R[],
): Promise<readonly (readonly Omit<ListedMetric, "place">[])[]> {
  const subjects = jobs.map(({ kind, metadata: { namespace = "", name, uid = "" } }) => ({
    namespace,
    kind,
    name,
    uid,
  }));
  const points = await ledger.lastMetrics(subjects);
  return jobs.map((job, i) => newestOf(of, job, points[i] ?? []));
}

function newestOf<R extends Resource>(
  { kind, namespace }: Jobs<R>,
  job: R,
  points: readonly MetricPoint[],
): readonly Omit<ListedMetric, "place">[] {
  const found = new Map<string, Omit<ListedMetric, "place">>();
  const name = kind.nameOf(job);
  for (const point of points) {
    const isOfInstance = isInstanceMetric(point);
    if (!isOfInstance && namespace !== JOB_METRICS) continue;
    const dimensions = isOfInstance
      ? { [HOST_LABEL]: `${name}/${point.labels?.[HOST_LABEL]}` }
      : { TrainingJobName: name };
    const key = JSON.stringify([point.name, dimensions]);
    const newest = Math.max(found.get(key)?.newest ?? 0, point.at.getTime());
    found.set(key, { metric: { namespace, name: point.name, dimensions }, newest });
  }
  return [...found.values()];
}
