import { isSlipwayError } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { expect, test } from "vitest";
import { comparedVariants } from "./compared-variants.ts";

function compared(variants: readonly string[], shadows: readonly string[], baseline?: string) {
  const productionVariants = variants.map((variantName) => ({ variantName }));
  const endpoint = { metadata: { name: "shop" }, spec: {}, status: { productionVariants } };
  try {
    return comparedVariants(endpoint as unknown as Endpoint, { baseline, shadows });
  } catch (error) {
    return isSlipwayError(error) ? `${error.code} ${error.message}` : error;
  }
}

test.each([
  [["old", "new"], [], undefined, ["old", "new"]],
  [["old", "new"], [], "new", ["new", "old"]],
  [["old"], ["shade"], undefined, ["old", "shade"]],
  [["old"], [], undefined, "SLIP-CLI-033 endpoint/shop has one variant"],
  [[], [], undefined, "SLIP-CLI-033 endpoint/shop has no variant yet"],
  [["old", "new"], [], "none", "SLIP-CLI-001 --baseline none: expected one of old, new"],
] as const)(
  "of variants %j with the shadows %j and the baseline %s are compared %j",
  (variants, shadows, baseline, expected) => {
    expect(compared(variants, shadows, baseline)).toEqual(expected);
  },
);
