import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type ConnectionLimits, connectionLimits } from "./connection-limits.ts";
import { Peers } from "./peers.ts";

/** Requests under way on one connection: clients wait for answers, only floods do not. */
const MOST_AT_ONCE = 100;

const guarded = new WeakMap<Socket, { readonly peers: Peers; readonly socket: Socket }>();

/** Tells a guard of requests that its server does not tell of, since something else reads them. */
export interface Guard {
  begin(socket: Socket): void;
  end(socket: Socket): void;
}

/**
 * Keeps room for who can say who it is: above its bounds a server closes the connection that has waited longest without doing so,
 * of the address that has most of them; above the bound of all, one that idles. One that works for a known caller is never closed.
 */
export function guardConnections(
  server: Server,
  {
    limits = connectionLimits(),
    keepBusy = false,
  }: {
    readonly limits?: ConnectionLimits;
    /** For servers that ask nobody who it is: one that works is not closed for a new one either. */
    readonly keepBusy?: boolean;
  } = {},
): Guard {
  const peers = new Peers(limits, keepBusy);
  const byPort = new Map<string, Socket>();
  // The guard decides who goes; this is for what it cannot close in time.
  server.maxConnections = limits.most + limits.strangers;
  server.on("connection", (socket) => {
    const port = portOf(socket);
    byPort.set(port, socket);
    guarded.set(socket, { peers, socket });
    socket.once("close", () => {
      if (byPort.get(port) === socket) byPort.delete(port);
      peers.remove(socket);
    });
    peers.add(socket);
  });
  // A request over TLS has a socket of its own, that stands on the one that was accepted.
  server.on("secureConnection", (secure: TLSSocket) => {
    const socket = byPort.get(portOf(secure));
    if (socket !== undefined) guarded.set(secure, { peers, socket });
  });
  const begun = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    const known = guarded.get(socket);
    if (known === undefined) return;
    peers.begin(known.socket);
    response.once("close", () => peers.end(known.socket));
  };
  server.on("request", begun);
  // Whoever handles this event does not get the other.
  if (server.listenerCount("checkContinue") > 0) server.on("checkContinue", begun);
  return { begin: (socket) => peers.begin(socket), end: (socket) => peers.end(socket) };
}

/** Says who has proved to be at the other end. False when one caller has too many connections, or requests on this one. */
export function knowCaller(socket: Socket, caller: string): boolean {
  const known = guarded.get(socket);
  if (known === undefined) return true;
  return known.peers.know(known.socket, caller) && known.peers.underWay(known.socket) <= MOST_AT_ONCE;
}

/** Says that a connection now carries another one, and so works until it is closed. */
export function carriesAnother(socket: Socket): void {
  const known = guarded.get(socket);
  if (known !== undefined) known.peers.begin(known.socket);
}

const portOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
