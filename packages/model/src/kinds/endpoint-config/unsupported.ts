import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { EndpointConfigSpec } from "./type.generated.ts";
import { unsupportedAsyncInference } from "./unsupported-async-inference.ts";

const NOT_YET = ["explainerConfig"] as const;

/** Fields whose meaning would be lost where the object is carried; each sentence names the field. */
export function unsupportedInEndpointConfig(
  spec: EndpointConfigSpec,
  abilities: Abilities,
): readonly string[] {
  const weights = spec.productionVariants.map((variant) => variant.initialVariantWeight ?? 1);
  return [
    ...NOT_YET.filter((field) => spec[field] !== undefined).map((field) => `${field} is not served yet`),
    ...unsupportedCapture(spec),
    ...unsupportedAsyncInference(spec),
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
    ...LISTS.flatMap((list) => (spec[list] ?? []).flatMap((variant, index) => lacking(variant, list, index))),
  ];
}

const LISTS = ["productionVariants", "shadowProductionVariants"] as const;

function lacking(
  { serverlessConfig, modelName }: EndpointConfigSpec["productionVariants"][number],
  list: (typeof LISTS)[number],
  index: number,
): readonly string[] {
  return [
    ...(serverlessConfig === undefined
      ? []
      : [`${list}[${index}].serverlessConfig is not served yet; use instanceType and initialInstanceCount`]),
    ...(modelName === undefined
      ? [`${list}[${index}].modelName is missing: inference components are not served yet`]
      : []),
  ];
}

const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/|$)/;

/** AWS's pattern takes more than what names a bucket. */
function unsupportedCapture({ dataCaptureConfig }: EndpointConfigSpec): readonly string[] {
  const uri = dataCaptureConfig?.destinationS3URI;
  if (uri === undefined || BUCKET.test(uri)) return [];
  return [`dataCaptureConfig.destinationS3URI must be s3://BUCKET/PREFIX, not ${uri}`];
}
