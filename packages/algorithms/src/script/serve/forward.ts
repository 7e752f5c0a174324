import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { anyPort } from "@slipway/lib/http/any-port.ts";
import type { Address } from "../../serving-address.ts";

export interface Forwarding {
  /** On loopback, free: for the server itself. */
  readonly port: number;
  close(): void;
}

/**
 * Passes connections on to a port of loopback: a server of one's own may listen there alone, as it would on a laptop, and is reached by
 * its pod's address all the same. A connection that nothing takes is closed, as one to a port that nobody listens at.
 */
export async function forward({ host, port }: Address): Promise<Forwarding> {
  const own = await anyPort();
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const behind = connect({ host: "127.0.0.1", port: own, allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy()).on("close", () => open.delete(one));
      one.pipe(other);
    }
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    port: own,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
