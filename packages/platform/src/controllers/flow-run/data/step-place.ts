import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { placeOfRun } from "@slipway/model/kinds/flow-run/place.ts";

/**
 * Where a try at a step's work keeps what it gives, an `s3://` URI that ends with a slash. Each try has a place of its own: what one that
 * failed has left is never taken for what the step gave.
 */
export const placeOfTry = (run: FlowRun, tryName: string): string => `${placeOfRun(run)}${tryName}/`;
