import type { Revision } from "@slipway/model";

/** Whether revision `a` came after `b`: they are decimal numbers of any length that only grow (KEP-5504). */
export function isNewer(a: Revision, b: Revision): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
