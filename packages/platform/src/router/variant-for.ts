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
  // While it is updated a variant may have two fleets.
  const named = route.variants.filter(({ name }) => name === wanted);
  const variant = chooseVariant(named, random) ?? named.find(({ pods }) => pods.length > 0) ?? named[0];
  if (variant === undefined) {
    throw new SlipwayError(
      "SLIP-ROUTER-002",
      `Endpoint ${route.endpoint} has no variant ${wanted}; it has ${namesOf(route)}.`,
    );
  }
  if (variant.pods.length === 0) throw noPods({ ...route, variants: [variant] });
  return variant;
}

const namesOf = ({ variants }: Route): string => [...new Set(variants.map(({ name }) => name))].join(", ");

function noPods(route: Route): SlipwayError {
  return new SlipwayError(
    "SLIP-ROUTER-003",
    `No pod of endpoint ${route.endpoint} (variants: ${namesOf(route)}) answers /ping yet; the endpoint's status says what they wait for.`,
    { details: { retryAfterSeconds: 1 } },
  );
}
