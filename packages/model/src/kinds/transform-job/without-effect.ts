import { saying } from "../without-effect.ts";
import type { TransformJobSpec } from "./type.generated.ts";

/** Fields that change nothing about the result here, so that files and programs written for SageMaker run as they stand. */
export function withoutEffectInTransformJob(spec: TransformJobSpec): readonly string[] {
  const { transformOutput, transformResources } = spec;
  return saying({
    experimentConfig: spec.experimentConfig,
    "transformOutput.kmsKeyID": transformOutput.kmsKeyID,
    "transformResources.transformAMIVersion": transformResources.transformAMIVersion,
    "transformResources.volumeKMSKeyID": transformResources.volumeKMSKeyID,
  });
}
