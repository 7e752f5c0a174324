import type { TrainingJobSpec } from "./type.generated.ts";

/** A job that says nothing runs at most a day. */
const MAX_RUNTIME_SECONDS = 86_400;

/** The spec with what AWS fills in and tells in Describe; what is set stays. */
export function withTrainingJobDefaults(spec: TrainingJobSpec): TrainingJobSpec {
  const { outputDataConfig: output, resourceConfig: resources, stoppingCondition: stopping } = spec;
  return {
    ...spec,
    enableInterContainerTrafficEncryption: spec.enableInterContainerTrafficEncryption ?? false,
    enableManagedSpotTraining: spec.enableManagedSpotTraining ?? false,
    enableNetworkIsolation: spec.enableNetworkIsolation ?? false,
    algorithmSpecification: {
      ...spec.algorithmSpecification,
      enableSageMakerMetricsTimeSeries: spec.algorithmSpecification.enableSageMakerMetricsTimeSeries ?? false,
    },
    outputDataConfig: {
      ...output,
      kmsKeyID: output.kmsKeyID ?? "",
      compressionType: output.compressionType ?? "GZIP",
    },
    resourceConfig:
      resources.instanceGroups === undefined
        ? { ...resources, instanceCount: resources.instanceCount ?? 1 }
        : resources,
    stoppingCondition: {
      ...stopping,
      maxRuntimeInSeconds: stopping.maxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS,
    },
  };
}
