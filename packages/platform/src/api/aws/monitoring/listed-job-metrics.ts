import { setImmediate } from "node:timers/promises";
import { type Key, keyOf } from "@slipway/model";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import type { MetricPoint } from "#ledger/ledger.ts";
import { JOB_METRICS } from "#monitoring/metric.ts";
import type { Place } from "#store/cache.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { kindIndexes, listed } from "../objects/kind-indexes.ts";
import { LIST_PAGE, type ListAsked, type ListedMetric } from "./listed-metric.ts";

const JOBS = awsKind(trainingJobFacts);
const BY_NAME = kindIndexes(JOBS).Name;

/** What jobs told of themselves, in the order of their names. A place is behind a job all of whose metrics were told. */
export async function* listedJobMetrics(
  call: LedgerCall,
  { namespace, after = [] }: ListAsked,
): AsyncGenerator<ListedMetric> {
  if (namespace !== undefined && namespace !== JOB_METRICS) return;
  let behind = placeIn(after);
  for await (const jobs of pagesAfter(call, behind)) {
    const metrics = await metricsOf(call, jobs);
    for (const [i, job] of jobs.entries()) {
      const here = placeBehind(job);
      const found = metrics[i] ?? [];
      const last = found.at(-1);
      for (const one of found) yield { ...one, place: placeOf(one === last ? here : behind) };
      behind = here;
    }
  }
}

const placeBehind = (job: TrainingJob): Place => ({ rank: BY_NAME.rank?.(job) ?? "", key: keyOf(job) });

const placeIn = ([rank, key]: readonly string[]): Place | undefined =>
  rank === undefined || key === undefined ? undefined : { rank, key: key as Key };

function placeOf(place: Place | undefined): readonly string[] {
  return place?.key === undefined ? [] : [place.rank, place.key];
}

async function* pagesAfter(
  call: LedgerCall,
  from: Place | undefined,
): AsyncGenerator<readonly TrainingJob[]> {
  const all = await call.cache.of(JOBS.kind);
  let after = from;
  for (;;) {
    const page = all.by(BY_NAME, listed.all(call.namespace), { limit: LIST_PAGE, ...(after && { after }) });
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < LIST_PAGE) return;
    after = placeBehind(last);
    await setImmediate();
  }
}

/** Of each job, in one question to the ledger: most of many jobs may have told nothing. */
async function metricsOf(
  { ledger }: LedgerCall,
  jobs: readonly TrainingJob[],
): Promise<readonly (readonly Omit<ListedMetric, "place">[])[]> {
  const subjects = jobs.map(({ kind, metadata: { namespace = "", name, uid = "" } }) => ({
    namespace,
    kind,
    name,
    uid,
  }));
  const points = await ledger.lastMetrics(subjects);
  return jobs.map((job, i) => newestOf(job, points[i] ?? []));
}

function newestOf(job: TrainingJob, points: readonly MetricPoint[]): readonly Omit<ListedMetric, "place">[] {
  const newest = new Map<string, number>();
  for (const { name, at } of points) newest.set(name, Math.max(newest.get(name) ?? 0, at.getTime()));
  const dimensions = { TrainingJobName: JOBS.nameOf(job) };
  return [...newest].map(([name, at]) => ({
    metric: { namespace: JOB_METRICS, name, dimensions },
    newest: at,
  }));
}
