import type { SlipwayError } from "../errors/slipway-error.ts";
import type { Resource } from "../resource.ts";
import { statusError } from "./status-error.ts";

/** One line of a watch (meta/v1 WatchEvent); a bookmark's object has a resourceVersion and little else. */
export interface WatchEvent<R extends Resource = Resource> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: R;
}

/** How a connection that broke off is told: each client has a code of its own. */
export type Broken = (words: string, cause: unknown) => SlipwayError;

/** The events of one watch request. An error in the stream is thrown as what it is. */
export async function* watchEvents<R extends Resource>(
  lines: AsyncIterable<string>,
  broken: Broken,
): AsyncGenerator<WatchEvent<R>> {
  for await (const line of lines) {
    const event = parse<R>(line, broken);
    if (event.type === "ERROR")
      throw statusError({ http: 500, slipwayCode: null, body: JSON.stringify(event.object) });
    yield event;
  }
}

function parse<R extends Resource>(
  line: string,
  broken: Broken,
): WatchEvent<R> | { readonly type: "ERROR"; readonly object: object } {
  try {
    return JSON.parse(line) as WatchEvent<R>;
  } catch (error) {
    // A connection that ends in the middle of an event looks like this.
    throw broken("the watch broke off within an event", error);
  }
}
