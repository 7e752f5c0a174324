import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
import type { SpecCause } from "../spec-cause.ts";
import type { EndpointConfigSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. */
export function validateEndpointConfig(spec: EndpointConfigSpec): readonly SpecCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateEndpointConfig"), spec, "spec");
  return causes.length > 0
    ? causes
    : [...duplicateVariants(spec), ...shadows(spec), ...serverlessSizes(spec)];
}

/** SageMaker takes one shadow beside one production variant. */
function shadows({
  productionVariants,
  shadowProductionVariants = [],
}: EndpointConfigSpec): readonly ErrorCause[] {
  const most = Math.max(productionVariants.length, shadowProductionVariants.length);
  if (shadowProductionVariants.length === 0 || most <= 1) return [];
  const message = "Too many: one shadow variant goes with one production variant";
  return [{ reason: "FieldValueInvalid", message, field: "spec.shadowProductionVariants" }];
}

/** As AWS documents them: whole gibibytes. */
const MEMORY_SIZES = [1024, 2048, 3072, 4096, 5120, 6144];

function serverlessSizes({ productionVariants }: EndpointConfigSpec): readonly SpecCause[] {
  return productionVariants.flatMap(({ serverlessConfig }, index) => {
    const size = serverlessConfig?.memorySizeInMB;
    if (size === undefined || MEMORY_SIZES.includes(size)) return [];
    return [
      {
        reason: "FieldValueNotSupported",
        message: `Unsupported value: ${size}: supported values: ${MEMORY_SIZES.join(", ")}`,
        field: `spec.productionVariants[${index}].serverlessConfig.memorySizeInMB`,
        aws: `1 validation error detected: Value '${size}' at 'MemorySizeInMB' failed to satisfy constraint: Member must satisfy enum value set: [${MEMORY_SIZES.join(", ")}]`,
      },
    ];
  });
}

/** Requests are routed by variant name, so production and shadow variants share one set of names. */
function duplicateVariants(spec: EndpointConfigSpec): readonly ErrorCause[] {
  const named = (["productionVariants", "shadowProductionVariants"] as const).flatMap((list) =>
    (spec[list] ?? []).map(({ variantName }, index) => ({
      variantName,
      field: `spec.${list}[${index}].variantName`,
    })),
  );
  const first = new Map(named.toReversed().map(({ variantName, field }) => [variantName, field]));
  return named
    .filter(({ variantName, field }) => first.get(variantName) !== field)
    .map(({ variantName, field }) => ({
      reason: "FieldValueDuplicate",
      message: `Duplicate value: "${variantName}"`,
      field,
    }));
}
