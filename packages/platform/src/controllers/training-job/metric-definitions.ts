import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { ownMetrics } from "@slipway/model/kinds/training-job/own-metrics.ts";
import { JSON_LINES, type MetricDefinition } from "#metrics/metric-reading.ts";
import { resolveImage } from "#runs/well-known-images.ts";

/** The job's own definitions, and those a built-in algorithm brings along. */
export function metricDefinitions(job: TrainingJob): readonly MetricDefinition[] {
  const { trainingImage = "" } = job.spec.algorithmSpecification;
  const named = ownMetrics(job.spec);
  const builtIn = algorithmOf(resolveImage(trainingImage, job.metadata.annotations))?.metrics ?? [];
  return [...named, ...builtIn.filter((definition) => !named.some(({ name }) => name === definition.name))];
}

/** What its log is read with: lines of JSON tell metrics without a definition. */
export function readDefinitions(job: TrainingJob): readonly MetricDefinition[] {
  return [...metricDefinitions(job), JSON_LINES];
}
