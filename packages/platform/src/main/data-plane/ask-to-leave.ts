import { chmodSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { AnsweredInvocation } from "#ledger/answers.ts";

const PATIENCE_MS = 5_000;

type Hear = (answered: readonly AnsweredInvocation[]) => void;

/**
 * Has a data plane whose server is no more leave the AWS port; resolves when it has, or there is none. What it still has to tell is heard
 * later, until it ends.
 */
export function askToLeave(path: string, hear: Hear = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => {}).on("close", () => resolve());
    const lines = createInterface({ input: socket }).on("error", () => {});
    lines.on("line", (line) => {
      if (line !== "") return hear(toldIn(line));
      socket.setTimeout(0).unref();
      resolve();
    });
  });
}

/** None in a line that was cut off. */
function toldIn(line: string): readonly AnsweredInvocation[] {
  try {
    return JSON.parse(line) as readonly AnsweredInvocation[];
  } catch {
    return [];
  }
}

/** Listens for being asked, and gives to whom what is left is told; `leave` accepts no more connections by the time it returns. */
export function listenForLeave(path: string, leave: (heir: Heir) => void): { close(): void } {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    // Closing takes the file away, which is another's from the answer on.
    server.close();
    leave(heirAt(socket));
    socket.write("\n");
  });
  server.listen(path, () => chmodSync(path, 0o600));
  return { close: () => server.close() };
}

/** The server that comes after. */
export interface Heir {
  /** Resolves once it is on its way. */
  tell(answered: readonly AnsweredInvocation[]): Promise<void>;
}

const heirAt = (socket: Socket): Heir => ({
  tell: (answered) =>
    new Promise((resolve, reject) => {
      socket.write(`${JSON.stringify(answered)}\n`, (error) =>
        error === null || error === undefined ? resolve() : reject(error),
      );
    }),
});
