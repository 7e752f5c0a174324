import { saying } from "../without-effect.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/** Fields that change nothing about the result here, so that files and programs written for SageMaker run as they stand. */
export function withoutEffectInTrainingJob(spec: TrainingJobSpec): readonly string[] {
  const { algorithmSpecification: algorithm, outputDataConfig, resourceConfig, stoppingCondition } = spec;
  return saying({
    debugHookConfig: spec.debugHookConfig,
    debugRuleConfigurations: spec.debugRuleConfigurations,
    enableInterContainerTrafficEncryption: spec.enableInterContainerTrafficEncryption,
    enableNetworkIsolation: spec.enableNetworkIsolation,
    experimentConfig: spec.experimentConfig,
    infraCheckConfig: spec.infraCheckConfig,
    mlflowConfig: spec.mlflowConfig,
    modelPackageConfig: spec.modelPackageConfig,
    profilerConfig: spec.profilerConfig,
    profilerRuleConfigurations: spec.profilerRuleConfigurations,
    remoteDebugConfig: spec.remoteDebugConfig,
    sessionChainingConfig: spec.sessionChainingConfig,
    tensorBoardOutputConfig: spec.tensorBoardOutputConfig,
    vpcConfig: spec.vpcConfig,
    "algorithmSpecification.trainingImageConfig": algorithm.trainingImageConfig,
    "outputDataConfig.kmsKeyID": outputDataConfig.kmsKeyID,
    "resourceConfig.instancePlacementConfig": resourceConfig.instancePlacementConfig,
    "resourceConfig.keepAlivePeriodInSeconds": resourceConfig.keepAlivePeriodInSeconds,
    "resourceConfig.trainingPlanARN": resourceConfig.trainingPlanARN,
    "resourceConfig.volumeKMSKeyID": resourceConfig.volumeKMSKeyID,
    "stoppingCondition.maxPendingTimeInSeconds": stoppingCondition.maxPendingTimeInSeconds,
  });
}
