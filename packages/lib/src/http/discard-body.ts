import type { IncomingMessage } from "node:http";

const WITHIN_MS = 30_000;
/** Whoever sends nothing more has read the answer, or will not. */
const QUIET_MS = 3_000;

/**
 * Reads the rest of a body that was refused, since a socket closed with unread bytes takes the answer along, which therefore must not
 * say `connection: close`; closes the connection when nothing comes any more, after half a minute, or after `mostBytes`.
 */
export function discardBody(request: IncomingMessage, mostBytes: number): void {
  if (request.complete) return;
  const late = setTimeout(() => request.destroy(), WITHIN_MS).unref();
  const quiet = setTimeout(() => request.destroy(), QUIET_MS).unref();
  request.once("close", () => {
    clearTimeout(late);
    clearTimeout(quiet);
  });
  let left = mostBytes;
  request.on("data", (chunk: Buffer) => {
    quiet.refresh();
    left -= chunk.length;
    if (left < 0) request.destroy();
  });
  request.resume();
}
