import { setTimeout as pause } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";

/** A server ends programs first, so it may take the grace of a training program and a little more. */
const PATIENCE_MS = 180_000;

/** Asks the server to end and waits until it has; never touches another process that got the same pid. */
export async function endProcess(server: ProcessIdentity): Promise<void> {
  if (!(await isAlive(server))) return;
  try {
    process.kill(server.pid, "SIGTERM");
  } catch (error) {
    // It ended by itself a moment ago.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  await waitForEnd(server);
}

export async function waitForEnd(server: ProcessIdentity): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; await isAlive(server); await pause(25)) {
    if (Date.now() < until) continue;
    throw new SlipwayError(
      "SLIP-STATE-006",
      `the server (pid ${server.pid}) did not end within ${PATIENCE_MS / 1_000} s`,
    );
  }
}
