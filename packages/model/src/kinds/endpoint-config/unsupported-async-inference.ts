import type { EndpointConfigSpec } from "./type.generated.ts";

const OUTPUT = "asyncInferenceConfig.outputConfig";

/** What an endpoint that answers later cannot have here; each sentence names the field. Shadows it has in SageMaker neither. */
export function unsupportedAsyncInference({
  asyncInferenceConfig,
  dataCaptureConfig,
  shadowProductionVariants,
}: EndpointConfigSpec): readonly string[] {
  if (asyncInferenceConfig === undefined) return [];
  const { s3OutputPath, s3FailurePath, notificationConfig } = asyncInferenceConfig.outputConfig ?? {};
  const elsewhere = Object.entries({ s3OutputPath, s3FailurePath }).filter(
    ([, path]) => path !== undefined && !/^s3:\/\/[\x20-\x7E]+$/.test(path),
  );
  return [
    ...elsewhere.map(
      ([field]) => `${OUTPUT}.${field} is no s3:// path in printable ASCII, as headers tell it`,
    ),
    ...(s3OutputPath === undefined ? [`${OUTPUT}.s3OutputPath is missing: answers are stored there`] : []),
    ...(dataCaptureConfig === undefined || dataCaptureConfig.enableCapture === false
      ? []
      : ["dataCaptureConfig is not served beside asyncInferenceConfig: payloads and answers lie in buckets"]),
    ...(shadowProductionVariants === undefined
      ? []
      : ["shadowProductionVariants is not served beside asyncInferenceConfig"]),
    ...(notificationConfig === undefined
      ? []
      : [`${OUTPUT}.notificationConfig is not served: no topic of SNS is told; look for the objects`]),
  ];
}
