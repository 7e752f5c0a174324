import type { IncomingMessage } from "node:http";
import type { Received } from "../wire.ts";

/** A request as a wire sees it; nothing else of it is looked at. */
export function received(
  body: Uint8Array | string,
  head: { readonly method?: string; readonly url?: string; readonly headers?: Record<string, string> } = {},
): Received {
  const request = { method: "POST", url: "/", headers: {}, ...head } as IncomingMessage;
  return { request, body: typeof body === "string" ? Buffer.from(body) : body };
}
