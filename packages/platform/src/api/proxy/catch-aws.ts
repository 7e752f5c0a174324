import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { labelsOfAwsHost } from "@slipway/model/aws/aws-host.ts";
import { carriesAnother, knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import type { HostCertificates } from "#lib/tls/host-certificates.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { AccessKeys } from "../access-keys.ts";
import { passThrough } from "./pass-through.ts";
import { provenKey } from "./proxy-password.ts";
import { refuse } from "./refuse.ts";
import { type Target, targetOf } from "./target.ts";

/**
 * Makes the server of the AWS door a proxy too, for callers who hold one of the home's keys: a tunnel to any host of AWS's ends at
 * this very server, which shows a certificate of the home's authority for it, so that nothing of it leaves the machine; one to
 * any other host leads there and is not looked into. `close` ends every tunnel.
 */
export function catchAws(
  server: Server,
  parts: {
    readonly accessKeys: AccessKeys;
    readonly certificates: HostCertificates;
    readonly log: Log;
  },
): { close(): void } {
  const { accessKeys, certificates, log } = parts;
  /** The server counts these no longer as its own. */
  const tunnels = new Set<Socket>();

  async function serve(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const key = provenKey(
      request.headers["proxy-authorization"],
      (id) => accessKeys.find(id)?.secretAccessKey,
    );
    if (key === undefined) return refuse(socket, "unknown");
    if (!knowCaller(socket, key)) return refuse(socket, "busy");
    const target = targetOf(request.url);
    if (target === undefined) return refuse(socket, "bad", `${request.url} is no host with a port`);
    carriesAnother(socket);
    if (head.length > 0) socket.unshift(head);
    if (labelsOfAwsHost(target.host) === undefined) return passThrough(socket, target);
    await answerAs(target, socket);
  }

  async function answerAs({ host }: Target, socket: Socket): Promise<void> {
    const secureContext = await certificates.contextOf(host.toLowerCase());
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const inside = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
    // A client that does not trust the home's authority ends the handshake: it knows why.
    inside.on("error", () => inside.destroy());
    server.emit("connection", inside);
  }

  server.on("connect", (request, socket, head) => {
    const raw = socket as Socket;
    tunnels.add(raw);
    raw.setKeepAlive(true).setTimeout(0);
    raw.on("error", () => raw.destroy());
    raw.once("close", () => tunnels.delete(raw));
    serve(request, raw, head).catch((error: unknown) => {
      log.error("tunnel failed", { host: request.url, error });
      refuse(raw, "failed", wordsOf(error));
    });
  });

  return {
    close: () => {
      for (const socket of tunnels) socket.destroy();
    },
  };
}
