import { setImmediate } from "node:timers/promises";
import { keyOf, type Resource } from "@slipway/model";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { ENDPOINT_METRICS, JOB_METRICS, type MetricId } from "#monitoring/metric.ts";
import type { Place } from "#store/cache.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { type AwsKind, awsKind } from "../objects/aws-kind.ts";
import { kindIndexes, listed } from "../objects/kind-indexes.ts";
import { LIST_PAGE, type ListAsked, type ListedMetric } from "./listed-metric.ts";

/** Objects that are measured, and what CloudWatch calls their metrics. */
interface MeasuredKind {
  readonly kind: AwsKind;
  readonly namespace: string;
  /** Undefined for what CloudWatch has no name for. */
  dimensionsOf(name: string, labels: Readonly<Record<string, string>>): MetricId["dimensions"] | undefined;
}

export const JOBS: MeasuredKind = {
  kind: awsKind(trainingJobFacts) as unknown as AwsKind,
  namespace: JOB_METRICS,
  dimensionsOf: (TrainingJobName) => ({ TrainingJobName }),
};

export const ENDPOINTS: MeasuredKind = {
  kind: awsKind(endpointFacts) as unknown as AwsKind,
  namespace: ENDPOINT_METRICS,
  dimensionsOf: (EndpointName, { VariantName }) =>
    VariantName === undefined ? undefined : { EndpointName, VariantName },
};

/** Metrics of the objects of a kind, in the order of the objects' names. A place is behind an object all of whose metrics were told. */
export async function* listedObjectMetrics(
  call: LedgerCall,
  { namespace, after = [] }: ListAsked,
  of: MeasuredKind,
): AsyncGenerator<ListedMetric> {
  if (namespace !== undefined && namespace !== of.namespace) return;
  const [rank, key] = after;
  let behind: Place | undefined =
    rank === undefined || key === undefined ? undefined : { rank, key: key as Place["key"] & string };
  for await (const object of objectsAfter(call, of.kind, behind)) {
    const here = { rank: kindIndexes(of.kind).Name.rank?.(object) ?? "", key: keyOf(object) };
    const found = await metricsOf(call, object, of);
    const last = found.at(-1);
    for (const one of found) yield { ...one, place: placeOf(one === last ? here : behind) };
    behind = here;
  }
}

function placeOf(place: Place | undefined): readonly string[] {
  return place?.key === undefined ? [] : [place.rank, place.key];
}

async function* objectsAfter(
  call: LedgerCall,
  kind: AwsKind,
  from: Place | undefined,
): AsyncGenerator<Resource> {
  const all = await call.cache.of(kind.kind);
  const index = kindIndexes(kind).Name;
  let after = from;
  for (;;) {
    const page = all.by(index, listed.all(call.namespace), { limit: LIST_PAGE, ...(after && { after }) });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < LIST_PAGE) return;
    after = { rank: index.rank?.(last) ?? "", key: keyOf(last) };
    await setImmediate();
  }
}

async function metricsOf(
  { ledger }: LedgerCall,
  object: Resource,
  of: MeasuredKind,
): Promise<readonly Omit<ListedMetric, "place">[]> {
  const { namespace = "", name, uid = "" } = object.metadata;
  const [points = []] = await ledger.lastMetrics([{ namespace, kind: object.kind, name, uid }]);
  const found = new Map<string, Omit<ListedMetric, "place">>();
  for (const { name: metricName, labels = {}, at } of points) {
    const dimensions = of.dimensionsOf(of.kind.nameOf(object), labels);
    if (dimensions === undefined) continue;
    const id = JSON.stringify([metricName, dimensions]);
    const newest = Math.max(found.get(id)?.newest ?? 0, at.getTime());
    found.set(id, { metric: { namespace: of.namespace, name: metricName, dimensions }, newest });
  }
  return [...found.values()];
}
