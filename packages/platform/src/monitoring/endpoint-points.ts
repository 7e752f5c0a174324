import { MODEL_MEASURES, type ModelMeasure } from "@slipway/model/models-plan.ts";
import type { MetricPoint, PointStatistics } from "#ledger/ledger.ts";
import { NO_UNIT } from "./metric.ts";
import { seriesKey } from "./metric-places.ts";

/** What a variant of an endpoint has served in some time; times in milliseconds. */
export interface ComparedMeasures {
  readonly equal: number;
  readonly different: number;
  readonly failed: number;
  readonly laterMs: PointStatistics;
}

export interface ServedMeasures {
  readonly endpoint: string;
  readonly variant: string;
  /** One of several that the variant has; absent for all of it. */
  readonly container?: string;
  readonly invocations: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** How many invocations one instance has had. */
  readonly perInstance: number;
  readonly latencyMs: PointStatistics;
  /** Of a variant of many models: what those took to come. */
  readonly models?: Readonly<Partial<Record<ModelMeasure, PointStatistics>>>;
}

/**
 * What became of a shadow's copies whose requests were answered, each of them a sample: whether it had no answer, whether its answer was
 * another, and how much later it came.
 */
export function shadowPoints(
  { endpoint, variant }: Pick<ServedMeasures, "endpoint" | "variant">,
  { equal, different, failed, laterMs }: ComparedMeasures,
  at: Date,
): readonly MetricPoint[] {
  const answered = equal + different;
  const { count, sum, min, max } = laterMs;
  const later = { count, sum: sum * 1_000, min: min * 1_000, max: max * 1_000 };
  const point = pointOf({ EndpointName: endpoint, VariantName: variant }, at);
  return [
    point("ShadowFailures", share(failed, answered + failed)),
    ...(answered === 0 ? [] : [point("ShadowAnswersDifferent", share(different, answered))]),
    ...(count === 0 ? [] : [point("ShadowLatencyDifference", later, "Microseconds")]),
  ];
}

const share = (of: number, all: number): PointStatistics => ({
  count: all,
  sum: of,
  min: of === all ? 1 : 0,
  max: of === 0 ? 0 : 1,
});

/** "1/numberOfInstances is sent as the value on each request" (developer guide, "SageMaker AI endpoint invocation metrics"). */
const shares = (count: number, sum: number): PointStatistics => ({
  count,
  sum,
  min: sum / count,
  max: sum / count,
});

const pointOf =
  (dimensions: Readonly<Record<string, string>>, at: Date) =>
  (name: string, several: PointStatistics, unit = NO_UNIT): MetricPoint => ({
    ...seriesKey({ name, dimensions }, unit),
    value: several.sum / several.count,
    at,
    several,
  });

/** The same as SageMaker's invocation metrics: each invocation is a sample, so that an error's average is its share. */
export function endpointPoints(measures: ServedMeasures, at: Date): readonly MetricPoint[] {
  const { endpoint, variant, container, invocations, clientErrors, serverErrors, latencyMs } = measures;
  const { perInstance, models = {} } = measures;
  if (invocations === 0) return [];
  const dimensions = { EndpointName: endpoint, VariantName: variant };
  const point = pointOf(
    container === undefined ? dimensions : { ...dimensions, ContainerName: container },
    at,
  );
  const { count, sum, min, max } = latencyMs;
  const latency = { count, sum: sum * 1_000, min: min * 1_000, max: max * 1_000 };
  return [
    point("Invocations", share(invocations, invocations)),
    ...(container === undefined ? [point("InvocationsPerInstance", shares(invocations, perInstance))] : []),
    point("Invocation4XXErrors", share(clientErrors, invocations)),
    point("Invocation5XXErrors", share(serverErrors, invocations)),
    ...(count === 0
      ? []
      : [point(container === undefined ? "ModelLatency" : "ContainerLatency", latency, "Microseconds")]),
    ...MODEL_MEASURES.flatMap((name) => {
      const measured = models[name];
      if (measured === undefined) return [];
      return [point(name, measured, name.endsWith("Time") ? "Microseconds" : NO_UNIT)];
    }),
  ];
}
