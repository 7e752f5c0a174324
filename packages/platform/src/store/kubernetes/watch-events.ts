import { type Kind, type Resource, SlipwayError } from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import { statusError } from "@slipway/model/kubernetes/status-error.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import { lean } from "../lean.ts";
import { labelSelectorOf, namespaceOf } from "../selection.ts";
import type { Selector } from "../store.ts";

/** One line of a watch (meta/v1 WatchEvent). */
export interface WatchEvent<R extends Resource> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: R;
}

export interface WatchRequest<R extends Resource> {
  readonly client: KubernetesClient;
  readonly kind: Kind<R>;
  readonly where?: Selector | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The events of one watch request, until the server ends it. An error in the stream is thrown as what it is. */
export async function* watchEvents<R extends Resource>(
  request: WatchRequest<R>,
): AsyncGenerator<WatchEvent<R>> {
  const { client, kind, where, signal } = request;
  const query = { watch: "true", allowWatchBookmarks: "true", ...labelSelectorOf(where), ...request.query };
  for await (const line of client.lines(pathOf(kind, namespaceOf(where)), { query, signal })) {
    const event = parse<R>(line);
    if (event.type === "ERROR")
      throw statusError({ http: 500, slipwayCode: null, body: JSON.stringify(event.object) });
    yield { type: event.type, object: lean(event.object) };
  }
}

function parse<R extends Resource>(
  line: string,
): WatchEvent<R> | { readonly type: "ERROR"; readonly object: object } {
  try {
    return JSON.parse(line) as WatchEvent<R>;
  } catch (error) {
    // A connection that ends in the middle of an event looks like this.
    throw new SlipwayError("SLIP-STORE-007", "the watch broke off within an event", { cause: error });
  }
}
