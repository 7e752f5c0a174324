import type { TransformJobSpec } from "./type.generated.ts";

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelClientConfig.html */
export const INVOCATIONS_TIMEOUT_SECONDS = 600;
export const INVOCATIONS_MAX_RETRIES = 3;

/** The spec with what AWS fills in and tells in Describe; what is set stays. */
export function withTransformJobDefaults(spec: TransformJobSpec): TransformJobSpec {
  return {
    ...spec,
    transformInput: { compressionType: "None", splitType: "None", ...spec.transformInput },
    transformOutput: { assembleWith: "None", ...spec.transformOutput },
    dataProcessing: { inputFilter: "$", joinSource: "None", outputFilter: "$", ...spec.dataProcessing },
  };
}
