/** The process that carries an embedded home's invocations; started by its server, which tells it all it needs. */
import type { Socket } from "node:net";
import { Closers } from "./common/closers.ts";
import type { FromDataPlane, ToDataPlane } from "./data-plane/messages.ts";
import { type DataPlane, runDataPlane } from "./data-plane/run-data-plane.ts";

const closers = new Closers();
let dataPlane: DataPlane | undefined;

function tell(message: FromDataPlane, socket?: Socket): void {
  if (!process.connected) {
    socket?.destroy();
    return;
  }
  // A socket that was sent is the other process's; this one's words for it go too.
  process.send?.(message, socket, { keepOpen: false }, () => socket?.destroy());
}

async function hear(message: ToDataPlane, handle: unknown): Promise<void> {
  switch (message.kind) {
    case "start":
      dataPlane = await runDataPlane(message.settings, { tell, closers });
      tell({ kind: "ready" });
      return;
    case "listen":
      dataPlane?.listen(handle);
      return;
    case "close":
      await end();
  }
}

async function end(): Promise<never> {
  await closers.closeAll().catch(() => {});
  process.exit(0);
}

process.on("message", (message, handle) => {
  hear(message as ToDataPlane, handle).catch((error: unknown) => {
    process.stderr.write(`data plane: ${String(error)}\n`);
    process.exit(1);
  });
});
process.once("disconnect", () => void end());
// The server ends it, so that what is under way is answered.
process.on("SIGINT", () => {});
