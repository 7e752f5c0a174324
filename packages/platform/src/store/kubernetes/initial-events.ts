import { isInvalid, isSlipwayError, type Resource } from "@slipway/model";
import { lean } from "../lean.ts";
import type { Page } from "../store.ts";
import { eventsOf, type WatchedKind } from "./watch-kind.ts";

const QUERY = {
  watch: "true",
  allowWatchBookmarks: "true",
  sendInitialEvents: "true",
  resourceVersionMatch: "NotOlderThan",
  timeoutSeconds: "60",
} as const;
const LIMIT_MS = 64_000;

/** How the server marks the bookmark after the last object that was there (KEP-3157). */
const END = "k8s.io/initial-events-end";

/**
 * Everything that is there, as the first events of a watch: the server streams it out of its cache instead of building a list.
 * Undefined where the server does not know how, so that it is asked for a list.
 */
export async function initialEvents<R extends Resource>(
  watched: WatchedKind<R>,
): Promise<Omit<Page<R>, "next"> | undefined> {
  const items: R[] = [];
  try {
    for await (const { type, object } of eventsOf(watched, QUERY, LIMIT_MS)) {
      if (type === "ADDED") items.push(lean(object));
      else if (type === "BOOKMARK" && object.metadata.annotations?.[END] === "true")
        return { items, revision: object.metadata.resourceVersion ?? "" };
    }
    return undefined;
  } catch (error) {
    if (isInvalid(error) || isSlipwayError(error, "SLIP-API-008")) return undefined;
    throw error;
  }
}
