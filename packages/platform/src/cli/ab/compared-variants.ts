import { SlipwayError } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { usageError } from "../errors/usage-error.ts";

export const namesOf = (variants: readonly { readonly variantName?: string }[] = []): readonly string[] =>
  variants.flatMap(({ variantName }) => variantName ?? []);

/** The endpoint's variants and these shadows, the baseline first. Throws SLIP-CLI-033 where there are not two. */
export function comparedVariants(
  endpoint: Endpoint,
  { baseline, shadows }: { readonly baseline: string | undefined; readonly shadows: readonly string[] },
): readonly string[] {
  const names = [...namesOf(endpoint.status?.productionVariants), ...shadows];
  if (names.length < 2)
    throw new SlipwayError(
      "SLIP-CLI-033",
      `endpoint/${endpoint.metadata.name} has ${names.length === 1 ? "one variant" : "no variant yet"}`,
      { details: { kind: "endpoint", name: endpoint.metadata.name } },
    );
  if (baseline === undefined) return names;
  if (!names.includes(baseline))
    throw usageError(`--baseline ${baseline}: expected one of ${names.join(", ")}`);
  return [baseline, ...names.filter((name) => name !== baseline)];
}
