import type { Resource } from "@slipway/model";

/**
 * The object without managedFields, which are often its larger half: nobody here reads them, and an API server carries them
 * over when a write leaves them out.
 */
export function lean<R extends Resource>(object: R): R {
  const { managedFields, ...metadata } = object.metadata;
  return managedFields === undefined ? object : { ...object, metadata };
}
