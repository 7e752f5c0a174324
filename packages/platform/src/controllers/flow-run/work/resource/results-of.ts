import type { Resource } from "@slipway/model";
import type { Json } from "@slipway/model/flows/index.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { objectResults } from "@slipway/model/kinds/results-of.ts";

/** What an object of Slipway's has come to. */
export const resultsOf = (object: Resource): Readonly<Record<string, Json>> => objectResults(KINDS, object);
