import { SlipwayError } from "@slipway/model";

/** A record that is longer than a request may be; `longest` is in bytes. */
export function tooLong(what: string, longest: number): SlipwayError {
  const megabytes = (longest / 2 ** 20).toFixed(longest % 2 ** 20 === 0 ? 0 : 3);
  return new SlipwayError("SLIP-BATCH-004", `${what} is larger than MaxPayloadInMB, ${megabytes}`);
}
