import { defined } from "../../defined.ts";
import type { Endpoint } from "./type.generated.ts";

/** What is asked of a variant in place of what its configuration says of it. */
export interface VariantProperties {
  /** Not below 0. */
  readonly weight?: number;
  /** At least 1. */
  readonly instanceCount?: number;
}

/** Holds JSON, `VariantProperties` by variant: ACK's spec has no field for what UpdateEndpointWeightsAndCapacities asks. */
export const VARIANT_PROPERTIES_ANNOTATION = "slipway.dev/variant-properties";

type Annotated = Pick<Endpoint, "metadata">;

/** The annotation as it is written: what was asked last is what this says, letter by letter. */
export function askedProperties({ metadata }: Annotated): string | undefined {
  return metadata.annotations?.[VARIANT_PROPERTIES_ANNOTATION];
}

/** By variant. What is no such JSON, or out of bounds, as a file may have it, says nothing. */
export function variantProperties(endpoint: Annotated): ReadonlyMap<string, VariantProperties> {
  const entries = Object.entries(parsed(askedProperties(endpoint)));
  return new Map(entries.map(([variant, properties]) => [variant, bounded(properties)]));
}

/** The endpoint with these asked for and no others. */
export function withVariantProperties(
  endpoint: Endpoint,
  properties: ReadonlyMap<string, VariantProperties>,
): Endpoint {
  const { [VARIANT_PROPERTIES_ANNOTATION]: _, ...others } = endpoint.metadata.annotations ?? {};
  const asked = [...properties].filter(
    ([, { weight, instanceCount }]) => weight !== undefined || instanceCount !== undefined,
  );
  const annotations =
    asked.length === 0
      ? others
      : { ...others, [VARIANT_PROPERTIES_ANNOTATION]: JSON.stringify(Object.fromEntries(asked)) };
  return { ...endpoint, metadata: { ...endpoint.metadata, annotations } };
}

function parsed(text = "{}"): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function bounded(value: unknown): VariantProperties {
  const { weight, instanceCount } = (value ?? {}) as VariantProperties;
  return defined({
    weight: typeof weight === "number" && weight >= 0 ? weight : undefined,
    instanceCount: Number.isInteger(instanceCount) && Number(instanceCount) >= 1 ? instanceCount : undefined,
  });
}
