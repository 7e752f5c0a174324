import { saying } from "../without-effect.ts";
import type { EndpointConfigSpec } from "./type.generated.ts";

/** Of a variant: what machines are like elsewhere, and what AWS does around them. */
const OF_VARIANTS = [
  "acceleratorType",
  "capacityReservationConfig",
  "coreDumpConfig",
  "enableSSMAccess",
  "inferenceAMIVersion",
  "managedInstanceScaling",
  "modelDataDownloadTimeoutInSeconds",
  "routingConfig",
  "variantInstanceProvisionTimeoutInSeconds",
  "volumeSizeInGB",
] as const;

/** Fields that change nothing about how endpoints answer here. */
export function withoutEffectInEndpointConfig(spec: EndpointConfigSpec): readonly string[] {
  const variants = spec.productionVariants.flatMap((variant, index) =>
    OF_VARIANTS.map((field) => [`productionVariants[${index}].${field}`, variant[field]] as const),
  );
  return saying({
    "dataCaptureConfig.kmsKeyID": spec.dataCaptureConfig?.kmsKeyID,
    "asyncInferenceConfig.outputConfig.kmsKeyID": spec.asyncInferenceConfig?.outputConfig?.kmsKeyID,
    enableNetworkIsolation: spec.enableNetworkIsolation,
    kmsKeyID: spec.kmsKeyID,
    metricsConfig: spec.metricsConfig,
    vpcConfig: spec.vpcConfig,
    ...Object.fromEntries(variants),
  });
}
