import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { jobWording } from "../../aws/wording.ts";
import type { AwsKindFacts } from "../facts.ts";
import { graceOf } from "../grace.ts";
import { jobOutcome } from "../job-outcome.ts";
import { retriesOf } from "../retries.ts";
import { trainingJobConditions } from "./conditions.ts";
import { trainingJobKind } from "./index.ts";
import { ownMetrics } from "./own-metrics.ts";
import { resultsOf } from "./results.ts";
import { trainingJobCrd } from "./schema.generated.ts";
import type { TrainingJob } from "./type.generated.ts";
import { unsupportedInTrainingJob } from "./unsupported.ts";
import { validateTrainingJob } from "./validation.ts";
import { trainingJobView } from "./view.ts";
import { withoutEffectInTrainingJob } from "./without-effect.ts";

export const trainingJobFacts: AwsKindFacts<TrainingJob> = {
  kind: trainingJobKind,
  crd: trainingJobCrd,
  about: "a program that runs to its end over data and leaves a model",
  words: ["tj", "train", "job", "jobs"],
  conditions: trainingJobConditions,
  aws: {
    service: SAGEMAKER,
    name: "TrainingJob",
    arnType: "training-job",
    wording: jobWording("training job"),
    status: "TrainingJobStatus",
    order: "Ascending",
    changeable: [
      "algorithmSpecification.metricDefinitions",
      "profilerConfig",
      "profilerRuleConfigurations",
      "remoteDebugConfig",
      "resourceConfig.keepAlivePeriodInSeconds",
      "tags",
    ],
    validate: ({ spec }) => validateTrainingJob(spec),
    metrics: ({ spec }) => ownMetrics(spec),
    withoutEffect: ({ spec }) => withoutEffectInTrainingJob(spec),
    unsupported: ({ spec, metadata }, abilities) => [
      ...unsupportedInTrainingJob(spec, abilities),
      ...retriesOf(metadata.annotations).problems,
      ...graceOf(metadata.annotations).problems,
    ],
    image: ({ spec }) => ({
      field: "algorithmSpecification.trainingImage",
      image: spec.algorithmSpecification.trainingImage,
    }),
    view: trainingJobView,
  },
  program: { container: "algorithm", ends: true },
  instanceTypes: ({ spec }) => {
    const { resourceConfig } = spec;
    const groups = resourceConfig?.instanceGroups ?? [];
    return [resourceConfig?.instanceType, ...groups.map(({ instanceType }) => instanceType)].filter(
      (type) => type !== undefined,
    );
  },
  results: ({ spec }) => {
    const prefix = resultsOf(spec);
    return prefix === undefined ? undefined : `${prefix}/`;
  },
  gives: ({ status }) => ({
    modelArtifact: status?.modelArtifacts?.s3ModelArtifacts,
    metrics: Object.fromEntries(
      (status?.finalMetricDataList ?? []).flatMap(({ metricName, value }) =>
        metricName === undefined || value === undefined ? [] : [[metricName, value]],
      ),
    ),
  }),
  outcome: ({ status }) => jobOutcome(status?.trainingJobStatus, status?.secondaryStatus),
};
