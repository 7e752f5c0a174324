import { algorithmOf } from "../../algorithms/all.ts";
import { defined } from "../../defined.ts";
import { STOP_ANNOTATION } from "../../run-record.ts";
import { withTrainingJobDefaults } from "./defaults.ts";
import { modelResultsOf } from "./results.ts";
import type { TrainingJob, TrainingJobSpec, TrainingJobStatus } from "./type.generated.ts";

/** The job as SageMaker tells it, also in the moments before its controller has said anything. */
export function trainingJobView(job: TrainingJob): TrainingJob {
  return {
    ...job,
    spec: withBuiltInMetrics(job, withTrainingJobDefaults(job.spec)),
    status: { ...atFirst(job), ...job.status, ...meanwhile(job) },
  };
}

/** AWS tells the metrics that a built-in algorithm prints by itself among the job's own definitions. */
function withBuiltInMetrics({ status }: TrainingJob, spec: TrainingJobSpec): TrainingJobSpec {
  const builtIn = algorithmOf(status?.slipway?.image ?? "")?.metrics ?? [];
  if (builtIn.length === 0) return spec;
  const { metricDefinitions: own = [] } = spec.algorithmSpecification;
  const further = builtIn
    .filter((metric) => !own.some(({ name }) => name === metric.name))
    .map(({ name, regex, told = regex }) => ({ name, regex: told }));
  return {
    ...spec,
    algorithmSpecification: { ...spec.algorithmSpecification, metricDefinitions: [...own, ...further] },
  };
}

/**
 * As of creation; the first transition's words are SageMaker's. The model's place is known before there is a model: AWS's API
 * requires it of every answer.
 */
function atFirst({ metadata, spec }: TrainingJob): TrainingJobStatus {
  const results = modelResultsOf(spec);
  const startTime = metadata.creationTimestamp;
  return {
    trainingJobStatus: "InProgress",
    secondaryStatus: "Starting",
    secondaryStatusTransitions: [
      {
        status: "Starting",
        statusMessage: "Preparing the instances for training",
        ...defined({ startTime }),
      },
    ],
    profilingStatus: "Disabled",
    ...(results === undefined ? {} : { modelArtifacts: { s3ModelArtifacts: results } }),
  };
}

/** What has been asked for and the controller may not have seen yet. */
function meanwhile({ metadata, status }: TrainingJob): TrainingJobStatus {
  if (metadata.deletionTimestamp !== undefined) return { trainingJobStatus: "Deleting" };
  const running = (status?.trainingJobStatus ?? "InProgress") === "InProgress";
  if (!running || metadata.annotations?.[STOP_ANNOTATION] === undefined) return {};
  return { trainingJobStatus: "Stopping" };
}
