import type { Resource } from "@slipway/model";
import { deepFreeze } from "./freeze.ts";

/** The object with its revision in it, frozen. */
export function atRevision(object: Resource, revision: number): Resource {
  return deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}

export function decode(body: string, revision: number): Resource {
  return atRevision(JSON.parse(body) as Resource, revision);
}

/** The revision is the row's number and not known to the body. */
export function encode(object: Resource): string {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata });
}
