import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Environment } from "./container.ts";
import { servingAddress } from "./serving-address.ts";
import { untilStopped } from "./until-stopped.ts";

/** A server of a container, as `serveUntilStopped` ends it. */
export interface Stoppable {
  listen(port: number, host: string): Promise<number>;
  /** From now on `/ping` says 503. */
  drain(): void;
  close(): Promise<void>;
}

/** Routers need a moment to hear that this server is no longer ready; until then it goes on answering. */
const FAREWELL_MS = 1_000;

/** Serves where the environment says, and prints `what` with the place, until the process is asked to end; then finishes what is under way. */
export async function serveUntilStopped(
  server: Stoppable,
  environment: Environment,
  what: string,
): Promise<number> {
  const { host, port: wanted } = servingAddress(environment);
  const port = await server.listen(wanted, host);
  process.stdout.write(`${what} on ${host}:${port}\n`);
  await untilStopped(async (stop) => {
    if (!stop.aborted) await once(stop, "abort");
    server.drain();
    await pause(FAREWELL_MS);
    await server.close();
  });
  return 0;
}
