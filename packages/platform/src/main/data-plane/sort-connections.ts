import type { Server } from "node:http";
import type { Socket } from "node:net";
import { firstBytesTell } from "./first-bytes-tell.ts";

/** Connections of which it is not known yet what they are for. */
const MOST_SILENT = 512;
const SILENT_MS = 10_000;

export interface Sorting {
  /** How many connections there are that were not passed on. */
  readonly open: number;
  close(): void;
}

/** Node's handle of a socket: the one thing that stops what is not ours to read from being read. */
interface Reading {
  readonly _handle: { readStop(): void } | null;
}

/**
 * Looks at the first bytes of each connection that a server accepts: the server keeps those that begin with an invocation, and all others
 * are passed on with what was read. Who says nothing is dropped after a while, the oldest first where there are many.
 */
export function sortConnections(server: Server, passOn: (socket: Socket, bytes: Buffer) => void): Sorting {
  const keep = server.listeners("connection") as ((socket: Socket) => void)[];
  const silent = new Map<Socket, number>();
  const open = new Set<Socket>();
  server.removeAllListeners("connection");
  server.on("connection", (socket) => {
    const [oldest] = silent.size >= MOST_SILENT ? silent.keys() : [];
    oldest?.destroy();
    silent.set(socket, performance.now());
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    let bytes: Buffer = Buffer.alloc(0);
    const look = (chunk: Buffer): void => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
      const what = firstBytesTell(bytes);
      if (what === undefined) return;
      silent.delete(socket);
      socket.off("data", look).off("close", forget).pause();
      if (what === "invocation") {
        socket.off("error", destroy).unshift(bytes);
        for (const take of keep) take.call(server, socket);
        socket.resume();
        return;
      }
      (socket as unknown as Reading)._handle?.readStop();
      open.delete(socket);
      passOn(socket, bytes);
    };
    const destroy = (): void => void socket.destroy();
    const forget = (): void => void silent.delete(socket);
    socket.on("data", look).on("error", destroy).on("close", forget);
  });
  const timer = setInterval(() => {
    const before = performance.now() - SILENT_MS;
    for (const [socket, since] of silent) if (since < before) socket.destroy();
  }, 1_000).unref();
  return {
    get open() {
      return open.size;
    },
    close: () => {
      clearInterval(timer);
      for (const socket of silent.keys()) socket.destroy();
    },
  };
}
