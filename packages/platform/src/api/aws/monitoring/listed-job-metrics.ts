import { setImmediate } from "node:timers/promises";
import { keyOf } from "@slipway/model";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
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
  const [rank, key] = after;
  let behind: Place | undefined =
    rank === undefined || key === undefined ? undefined : { rank, key: key as `${string}/${string}` };
  for await (const job of jobsAfter(call, behind)) {
    const here = { rank: BY_NAME.rank?.(job) ?? "", key: keyOf(job) };
    const found = await metricsOf(call, job);
    const last = found.at(-1);
    for (const one of found) yield { ...one, place: placeOf(one === last ? here : behind) };
    behind = here;
  }
}

function placeOf(place: Place | undefined): readonly string[] {
  return place?.key === undefined ? [] : [place.rank, place.key];
}

async function* jobsAfter(call: LedgerCall, from: Place | undefined): AsyncGenerator<TrainingJob> {
  const all = await call.cache.of(JOBS.kind);
  let after = from;
  for (;;) {
    const page = all.by(BY_NAME, listed.all(call.namespace), { limit: LIST_PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < LIST_PAGE) return;
    after = { rank: BY_NAME.rank?.(last) ?? "", key: keyOf(last) };
    await setImmediate();
  }
}

async function metricsOf(
  { ledger }: LedgerCall,
  job: TrainingJob,
): Promise<readonly Omit<ListedMetric, "place">[]> {
  const { namespace = "", name, uid = "" } = job.metadata;
  const [points = []] = await ledger.lastMetrics([{ namespace, kind: job.kind, name, uid }]);
  const newest = new Map<string, number>();
  for (const point of points)
    newest.set(point.name, Math.max(newest.get(point.name) ?? 0, point.at.getTime()));
  const dimensions = { TrainingJobName: JOBS.nameOf(job) };
  return [...newest].map(([metric, at]) => ({
    metric: { namespace: JOB_METRICS, name: metric, dimensions },
    newest: at,
  }));
}
