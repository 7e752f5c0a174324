import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import type { Clock } from "../clock.ts";

export interface DrainTimes {
  /** How long connections are still accepted, for those who have yet to hear that others answer. */
  readonly acceptingMs: number;
  /** How long requests may then take that are under way. */
  readonly graceMs: number;
}

/**
 * Ends a server so that nobody is refused who could not know: it goes on answering for a while, each answer with `Connection: close`, so
 * that clients go elsewhere of themselves; then it accepts no more, closes what idles, lets what is under way end and cuts what does not.
 */
export async function drainServer(server: Server, times: DrainTimes, clock: Clock): Promise<void> {
  const sayClose = (_request: IncomingMessage, response: ServerResponse): void => {
    response.shouldKeepAlive = false;
  };
  server.prependListener("request", sayClose);
  await new Promise<void>((resolve) => {
    clock.after(times.acceptingMs, resolve);
  });
  await new Promise<void>((resolve) => {
    const cancel = clock.after(times.graceMs, () => server.closeAllConnections());
    acceptNoMore(server, () => {
      cancel();
      resolve();
    });
  });
}

/**
 * Stops to listen, and calls back once all connections have ended. Those that idle are left to the server's `keepAliveTimeout`, which it
 * has told their clients of: Node's own `close` ends them at once, under the hands of clients that send just then.
 */
export function acceptNoMore(server: Server, ended: () => void = () => {}): void {
  NetServer.prototype.close.call(server, ended);
}
