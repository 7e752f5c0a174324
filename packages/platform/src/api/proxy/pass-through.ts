import { connect, type Socket } from "node:net";
import { wordsOf } from "#lib/words-of.ts";
import { refuse } from "./refuse.ts";
import type { Target } from "./target.ts";

const PATIENCE_MS = 30_000;

/** Leads a tunnel to its target, byte for byte, until both ends have closed. */
export function passThrough(socket: Socket, { host, port }: Target): void {
  const far = connect({ host, port, allowHalfOpen: true });
  const failed = (error: Error): void => refuse(socket, "failed", wordsOf(error));
  const slow = setTimeout(() => far.destroy(new Error(`${host}:${port} does not answer`)), PATIENCE_MS);
  far.once("error", failed);
  far.once("close", () => clearTimeout(slow));
  socket.once("close", () => far.destroy());
  far.once("connect", () => {
    clearTimeout(slow);
    // One end that breaks off takes the other with it; one that ends leaves it the rest of what is on its way.
    far.off("error", failed).on("error", () => socket.destroy());
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    socket.pipe(far).pipe(socket);
  });
}
