import type { FailureClass, Resource } from "@slipway/model";
import { retriesOf } from "@slipway/model/kinds/retries.ts";

/** Further tries by why the one before was lost; a class that is not named has none. */
export type Budget = Partial<Record<FailureClass, number>>;

/** What the machinery loses is none of the user's; all other failures are final where nobody asks for more. */
const USUAL: Budget = { preempted: 10, "node-lost": 5, unschedulable: 5 };

/** What the object's annotations say counts before what its kind's fields mean, and that before what is usual. */
export function budgetOf(object: Resource, ofKind: Budget = {}): Budget {
  return { ...USUAL, ...ofKind, ...retriesOf(object.metadata.annotations).budget };
}
