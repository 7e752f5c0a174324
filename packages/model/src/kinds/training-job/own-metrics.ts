import type { PrintedMetric } from "../../algorithms/facts.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/** SageMaker's bound; what an edit of a running job adds to it has no effect. */
const MOST_DEFINITIONS = 40;

/** The definitions of metrics that the job itself brings. */
export function ownMetrics({ algorithmSpecification }: TrainingJobSpec): readonly PrintedMetric[] {
  const { metricDefinitions = [] } = algorithmSpecification;
  return metricDefinitions
    .slice(0, MOST_DEFINITIONS)
    .flatMap(({ name, regex }) => (name === undefined || regex === undefined ? [] : [{ name, regex }]));
}
