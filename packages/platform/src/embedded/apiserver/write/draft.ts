import type { Resource } from "@slipway/model";
import type { Json, JsonObject } from "../json/json.ts";

/** An object on its way to the store: still private and mutable. */
export interface Draft extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
}

export interface DraftMeta extends JsonObject {
  name: string;
}

/** Text of a metadata field, "" when absent. */
export function metaText(draft: Draft, field: string): string {
  const value = draft.metadata[field];
  return typeof value === "string" ? value : "";
}

export function metaList(draft: Draft, field: string): readonly Json[] {
  const value = draft.metadata[field];
  return Array.isArray(value) ? value : [];
}

export function asResource(draft: Draft): Resource {
  return draft as unknown as Resource;
}

/** A stored object as JSON to compare with; never to be written to. */
export function asJson(object: Resource): Draft {
  return object as unknown as Draft;
}
