import { createHash } from "node:crypto";
import { canonicalJson } from "@slipway/model";

/**
 * Ten hexadecimal digits of the SHA-256 of a JSON value, the same for equal values: which of the contents that one
 * thing has had this is. Of a thousand contents two share a digest in one case of two million; somebody who wants them to can.
 */
export function contentDigest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 10);
}
