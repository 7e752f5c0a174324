import { chmodSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";

const PATIENCE_MS = 5_000;

/** Has a data plane whose server is no more leave the AWS port; resolves when it has, or there is none. */
export function askToLeave(path: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on("error", () => {}).on("close", () => resolve());
    // It says nothing; its end of the connection closes once it has left.
    socket.resume();
  });
}

/** Listens for being asked; `leave` accepts no more connections by the time it returns. */
export function listenForLeave(path: string, leave: () => void): { close(): void } {
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on("error", () => {});
    // Closing takes the file away, which is another's from the answer on.
    server.close();
    leave();
    socket.end();
  });
  server.listen(path, () => chmodSync(path, 0o600));
  return { close: () => server.close() };
}
