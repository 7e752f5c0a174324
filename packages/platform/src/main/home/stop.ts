import { SlipwayError } from "@slipway/model";
import { processStart, type Running } from "../state/running.ts";

/** A server ends programs first, so it may take the grace of a training program and a little more. */
const PATIENCE_MS = 180_000;

/** Asks the server to end and waits until it has; never touches another process that got the same pid. */
export async function endProcess(running: Running): Promise<void> {
  process.kill(running.pid, "SIGTERM");
  await waitForEnd(running);
}

export async function waitForEnd(running: Running): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (processStart(running.pid) === running.startedAt) {
    if (Date.now() > end) {
      const seconds = PATIENCE_MS / 1_000;
      throw new SlipwayError(
        "SLIP-STATE-006",
        `the server (pid ${running.pid}) did not end within ${seconds} s`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
