/** The process that carries an embedded home's invocations; started by its server, which tells it all it needs. */
import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { Closers } from "./common/closers.ts";
import { type Heir, listenForLeave } from "./data-plane/ask-to-leave.ts";
import type { DataPlaneSettings, FromDataPlane, ToDataPlane } from "./data-plane/messages.ts";
import { type DataPlane, runDataPlane } from "./data-plane/run-data-plane.ts";

/** How long it goes on without a server; its endpoints' programs do so too. */
const WITHOUT_SERVER_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1_000;
const AWAY =
  "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

const closers = new Closers();
let dataPlane: DataPlane | undefined;
let settings: DataPlaneSettings | undefined;
/** The next server, once it has asked for the port. */
let heir: Heir | undefined;

function tell(message: FromDataPlane): void {
  if (process.connected) process.send?.(message, () => {});
}

function hand(answered: readonly AnsweredInvocation[]): Promise<void> {
  if (!process.connected && heir !== undefined) return heir.tell(answered);
  return new Promise((resolve, reject) => {
    const message: FromDataPlane = { kind: "answered", answered };
    const sent = (error: Error | null): void => (error === null ? resolve() : reject(error));
    if (process.connected && process.send !== undefined) process.send(message, undefined, {}, sent);
    else reject(new Error("the server is away"));
  });
}

function passOn(socket: Socket, bytes: Buffer): void {
  if (!process.connected || process.send === undefined) {
    socket.on("error", () => {});
    socket.end(AWAY, () => socket.destroy());
    return;
  }
  const message: FromDataPlane = { kind: "connection", bytes };
  process.send(message, socket, { keepOpen: false }, (error) => {
    if (error !== null) socket.destroy();
  });
}

async function hear(message: ToDataPlane, handle: unknown): Promise<void> {
  switch (message.kind) {
    case "start": {
      settings = message.settings;
      dataPlane = await runDataPlane(settings, { tell, hand, passOn, closers });
      const asked = listenForLeave(settings.leave, (next) => {
        heir = next;
        void leave();
      });
      closers.add(() => asked.close());
      tell({ kind: "ready" });
      return;
    }
    case "listen":
      dataPlane?.listen(handle);
      return;
    case "close":
      await end();
  }
}

/** The server is gone: what it carries is carried on, until another one asks for the port. */
function goOn(): void {
  if (dataPlane === undefined) return void end();
  const { folder = "" } = settings ?? {};
  const until = performance.now() + WITHOUT_SERVER_MS;
  setInterval(() => {
    if (performance.now() > until || !existsSync(folder)) void end();
  }, LOOK_EVERY_MS);
}

/** What it has accepted it answers to the end, unless the home goes down meanwhile. */
async function leave(): Promise<void> {
  const looking = setInterval(() => {
    if (isDown()) void end();
  }, LOOK_EVERY_MS);
  await dataPlane?.leave();
  clearInterval(looking);
  await end();
}

let looksWithout = 0;

/** A server that goes down takes its socket away, and one that was killed does not; one that starts does for an instant. */
function isDown(): boolean {
  looksWithout = existsSync(settings?.server ?? "") ? 0 : looksWithout + 1;
  return looksWithout > 1;
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
process.once("disconnect", goOn);
// The server ends it, so that what is under way is answered.
process.on("SIGINT", () => {});
