import type { Socket } from "node:net";

type Done = (error?: Error | null) => void;

/** What a write meets once the other side has closed; reading then gives what it said before, and its end. */
const CLOSED = new Set(["EPIPE", "ECONNRESET"]);

/**
 * The socket, whose reading says how the other side ended, not a write that came too late: a server that refuses a body answers
 * while it is still being sent, and closes.
 */
export function heardOut(socket: Socket): Socket {
  const { _write: write, _writev: writev } = socket;
  const late =
    (done: Done): Done =>
    (error) =>
      done(CLOSED.has((error as NodeJS.ErrnoException | null | undefined)?.code ?? "") ? null : error);
  socket._write = (chunk, encoding, done) => write.call(socket, chunk, encoding, late(done));
  if (writev !== undefined && writev !== null)
    socket._writev = (chunks, done) => writev.call(socket, chunks, late(done));
  return socket;
}
