import { SlipwayError } from "@slipway/model";

/** For a model that is whole, but asks of a scorer what ours cannot do. */
export function notScored(because: string): SlipwayError {
  return new SlipwayError("SLIP-XGB-013", `the model is not supported: ${because}`);
}
