import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { JSON_LINES, type MetricDefinition } from "#metrics/metric-reading.ts";
import { resolveImage } from "#runs/well-known-images.ts";

/** SageMaker's bound; what an edit of a running job adds to it has no effect. */
const MOST_DEFINITIONS = 40;

/** The job's own definitions, and those a built-in algorithm brings along. */
export function metricDefinitions(job: TrainingJob): readonly MetricDefinition[] {
  const { metricDefinitions: own = [], trainingImage = "" } = job.spec.algorithmSpecification;
  const named = own
    .slice(0, MOST_DEFINITIONS)
    .flatMap(({ name, regex }) => (name === undefined || regex === undefined ? [] : [{ name, regex }]));
  const builtIn = algorithmOf(resolveImage(trainingImage, job.metadata.annotations))?.metrics ?? [];
  return [...named, ...builtIn.filter((definition) => !named.some(({ name }) => name === definition.name))];
}

/** What its log is read with: lines of JSON tell metrics without a definition. */
export function readDefinitions(job: TrainingJob): readonly MetricDefinition[] {
  return [...metricDefinitions(job), JSON_LINES];
}
