import { INVOKED_VARIANT, responseHeaders } from "./headers.ts";
import type { Recipient } from "./invoker.ts";
import { type Relayed, relay } from "./relay.ts";
import type { RequestBody } from "./request-body.ts";
import type { Upstream } from "./upstreams.ts";

export interface Forwarding {
  readonly upstream: Upstream;
  readonly variant: string;
  readonly method: "GET" | "POST";
  readonly path: "/invocations" | "/ping";
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: RequestBody | undefined;
  readonly recipient: Recipient;
}

/** One attempt at one pod: the recipient is told what the pod answers, and which variant it is of. */
export async function forward(forwarding: Forwarding): Promise<Relayed> {
  const { upstream, variant, method, path, headers, body, recipient } = forwarding;
  upstream.outstanding += 1;
  try {
    return await relay({
      to: upstream.pool,
      method,
      path,
      headers,
      body: body?.next() ?? null,
      recipient: {
        response: recipient.response,
        begin: (status, answered) =>
          recipient.begin(status, { ...responseHeaders(answered), [INVOKED_VARIANT]: variant }),
      },
    });
  } finally {
    upstream.outstanding -= 1;
  }
}
