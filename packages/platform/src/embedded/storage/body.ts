import type { Resource } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { deepFreeze } from "./freeze.ts";

/** The object with its revision in it, frozen. */
export function atRevision(object: Resource, revision: number): Resource {
  return deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } });
}

export function decode(body: string, revision: number): Resource {
  return atRevision(JSON.parse(body) as Resource, revision);
}

/** Characters of what was written last, which is answered to its writer and told to its watchers within a moment. */
const TEXTS = 1_000_000;
const texts = new LRUCache<object, string>({ maxSize: TEXTS });

/** The object's body. The revision is the row's number and not known to it. */
export function encode(object: Resource): string {
  const { apiVersion, kind, metadata, ...rest } = object;
  const { resourceVersion, ...others } = metadata;
  const head = `{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(kind)},"metadata":`;
  const known = JSON.stringify(others);
  const rests = JSON.stringify(rest);
  const tail = rests === "{}" ? "}" : `,${rests.slice(1)}`;
  const text = `${head}${known.slice(0, -1)},"resourceVersion":"${resourceVersion}"}${tail}`;
  texts.set(object, text, { size: text.length });
  return `${head}${known}${tail}`;
}

/** Any value as JSON; of an object that was just written without doing it again. */
export function jsonOf(value: object): string {
  return texts.get(value) ?? JSON.stringify(value);
}
