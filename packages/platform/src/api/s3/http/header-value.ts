import { validateHeaderValue } from "node:http";
import { SlipwayError } from "@slipway/model";

/** A text that comes out of a query and goes into a header. Throws SLIP-S3-017 for what no header can carry. */
export function headerValue(name: string, text: string): string {
  try {
    validateHeaderValue(name, text);
    return text;
  } catch (cause) {
    throw new SlipwayError("SLIP-S3-017", `${name} holds characters that a header cannot carry.`, { cause });
  }
}
