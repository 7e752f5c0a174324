import { SlipwayError } from "@slipway/model";
import { chooseVariant } from "./choose-variant.ts";
import type { Route, VariantRoute } from "./routing-table.ts";

/** The variant that a request wants, where it says so, or is given by the weights; throws SLIP-ROUTER-002 and 003. `random` is in [0, 1). */
export function variantFor(route: Route, wanted: string | undefined, random: number): VariantRoute {
  if (wanted === undefined || wanted === "") {
    const chosen = chooseVariant(route.variants, random);
    if (chosen === undefined) throw noPods(route);
    return chosen;
  }
  const variant = route.variants.find(({ name }) => name === wanted);
  if (variant === undefined) {
    throw new SlipwayError(
      "SLIP-ROUTER-002",
      `Endpoint ${route.endpoint} has no variant ${wanted}; it has ${route.variants.map(({ name }) => name).join(", ")}.`,
    );
  }
  if (variant.pods.length === 0) throw noPods({ ...route, variants: [variant] });
  return variant;
}

function noPods(route: Route): SlipwayError {
  const names = route.variants.map(({ name }) => name).join(", ");
  return new SlipwayError(
    "SLIP-ROUTER-003",
    `No pod of endpoint ${route.endpoint} (variants: ${names}) answers /ping yet; the endpoint's status says what they wait for.`,
    { details: { retryAfterSeconds: 1 } },
  );
}
