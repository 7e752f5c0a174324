import { isInvalid, isSlipwayError, type Kind, type Resource } from "@slipway/model";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { Page, Selector } from "../store.ts";
import { watchEvents } from "./watch-events.ts";

/** How the server marks the bookmark after the last object that was there (KEP-3157). */
const END = "k8s.io/initial-events-end";

/**
 * Everything that is there, as the first events of a watch: the server streams it out of its cache instead of building a list.
 * Undefined where the server does not know how, so that it is asked for a list.
 */
export async function initialEvents<R extends Resource>(options: {
  readonly client: KubernetesClient;
  readonly kind: Kind<R>;
  readonly where?: Selector | undefined;
  readonly signal: AbortSignal;
}): Promise<Omit<Page<R>, "next"> | undefined> {
  const query = { sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan", timeoutSeconds: "60" };
  const items: R[] = [];
  try {
    for await (const { type, object } of watchEvents({ ...options, query })) {
      if (type === "ADDED") items.push(object);
      else if (type === "BOOKMARK" && object.metadata.annotations?.[END] === "true")
        return { items, revision: object.metadata.resourceVersion ?? "" };
    }
    return undefined;
  } catch (error) {
    if (isInvalid(error) || isSlipwayError(error, "SLIP-API-008")) return undefined;
    throw error;
  }
}
