import type { FailureClass, Resource } from "@slipway/model";
import { retriesOf, USUAL_RETRIES } from "@slipway/model/kinds/retries.ts";

/** Further tries by why the one before was lost; a class that is not named has none. */
export type Budget = Partial<Record<FailureClass, number>>;

/** What the object's annotations say counts before what its kind's fields mean, and that before what is usual. */
export function budgetOf(object: Resource, ofKind: Budget = {}): Budget {
  return { ...USUAL_RETRIES, ...ofKind, ...retriesOf(object.metadata.annotations).budget };
}
