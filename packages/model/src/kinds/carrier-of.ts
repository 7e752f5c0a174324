import type { Resource } from "../resource.ts";

/** What carries an object that has begun, as its status remembers; undefined for one that has not. */
export function carrierOf({ status }: Pick<Resource, "status">): string | undefined {
  return (status as { readonly slipway?: { readonly runtime?: string } } | undefined)?.slipway?.runtime;
}
