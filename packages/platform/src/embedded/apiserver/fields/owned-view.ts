import type { Target } from "../api-server.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";

const SERVER_OWNED = new Set([
  "name",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "selfLink",
  "managedFields",
]);

/** The part of an object that writers of this endpoint can own: neither what the server says nor the other endpoint's part. */
export function ownedView(object: Draft, target: Target): JsonObject {
  if (target.subresource === "status") {
    return object["status"] === undefined ? {} : { status: object["status"] };
  }
  const { apiVersion: _, kind: _2, metadata, status, ...rest } = object;
  const owned: [string, Json][] = Object.entries(metadata).filter(([key]) => !SERVER_OWNED.has(key));
  return {
    ...(rest as JsonObject),
    ...(status === undefined || target.resource.hasStatus ? {} : { status }),
    ...(owned.length === 0 ? {} : { metadata: Object.fromEntries(owned) }),
  };
}
