import { SlipwayError } from "@slipway/model";
import { processStart, type Running } from "../state/running.ts";

/** A server ends its endpoints' programs first, so it may take their grace and a little more. */
const PATIENCE_MS = 60_000;

/** Asks the server to end and waits until it has; never touches another process that got the same pid. */
export async function endProcess(running: Running): Promise<void> {
  process.kill(running.pid, "SIGTERM");
  const end = Date.now() + PATIENCE_MS;
  while (processStart(running.pid) === running.startedAt) {
    if (Date.now() > end)
      throw new SlipwayError(
        "SLIP-STATE-006",
        `the server (pid ${running.pid}) did not end within ${PATIENCE_MS / 1_000} s`,
      );
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
