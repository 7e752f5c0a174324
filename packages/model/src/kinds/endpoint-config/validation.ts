import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import type { ErrorCause } from "../../errors/slipway-error.ts";
import type { EndpointConfigSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. */
export function validateEndpointConfig(spec: EndpointConfigSpec): readonly ErrorCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateEndpointConfig"), spec, "spec");
  return causes.length > 0 ? causes : duplicateVariants(spec);
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
