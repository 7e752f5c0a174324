import { saying } from "../without-effect.ts";
import type { ProcessingJobSpec } from "./type.generated.ts";

/** Fields that change nothing about the result here, so that files and programs written for SageMaker run as they stand. */
export function withoutEffectInProcessingJob(spec: ProcessingJobSpec): readonly string[] {
  const { networkConfig, processingOutputConfig, processingResources } = spec;
  return saying({
    experimentConfig: spec.experimentConfig,
    "networkConfig.enableInterContainerTrafficEncryption":
      networkConfig?.enableInterContainerTrafficEncryption,
    "networkConfig.enableNetworkIsolation": networkConfig?.enableNetworkIsolation,
    "networkConfig.vpcConfig": networkConfig?.vpcConfig,
    "processingOutputConfig.kmsKeyID": processingOutputConfig?.kmsKeyID,
    "processingResources.clusterConfig.volumeKMSKeyID": processingResources.clusterConfig?.volumeKMSKeyID,
  });
}
