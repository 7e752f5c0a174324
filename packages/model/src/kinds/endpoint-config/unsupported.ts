import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { EndpointConfigSpec } from "./type.generated.ts";

const NOT_YET = ["asyncInferenceConfig", "dataCaptureConfig", "explainerConfig"] as const;

/** Fields whose meaning would be lost where the object is carried; each sentence names the field. */
export function unsupportedInEndpointConfig(
  spec: EndpointConfigSpec,
  abilities: Abilities,
): readonly string[] {
  const weights = spec.productionVariants.map((variant) => variant.initialVariantWeight ?? 1);
  return [
    ...NOT_YET.filter((field) => spec[field] !== undefined).map((field) => `${field} is not served yet`),
    ...unsupportedBy(abilities, [
      {
        ability: "shadows",
        asked: spec.shadowProductionVariants !== undefined,
        otherwise: "shadowProductionVariants is not served yet",
      },
    ]),
    ...(weights.some((weight) => weight > 0)
      ? []
      : ["productionVariants: every weight is 0, so no request could be served"]),
    ...spec.productionVariants.flatMap((variant, index) => [
      ...(variant.serverlessConfig === undefined
        ? []
        : [
            `productionVariants[${index}].serverlessConfig is not served yet; use instanceType and initialInstanceCount`,
          ]),
      ...(variant.modelName === undefined
        ? [`productionVariants[${index}].modelName is missing: inference components are not served yet`]
        : []),
    ]),
  ];
}
