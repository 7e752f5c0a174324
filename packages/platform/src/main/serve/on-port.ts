import { randomInt } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import { isFree } from "#lib/http/any-port.ts";

/** Below what systems give connections that go out (Linux: from 32768 on) and what Kubernetes gives Services (from 30000 on). */
const LASTING = { from: 20_000, below: 30_000 };
const DRAWS = 50;

/**
 * Runs what listens on a port, and says in one sentence when somebody else has it. Without a port it gets one that no
 * outgoing connection takes while nobody listens, for it is kept over restarts.
 */
export async function onPort<T>(
  what: string,
  kept: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  const port = kept ?? (await lastingPort());
  try {
    return await start(port);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "EADDRINUSE") throw error;
    throw new SlipwayError("SLIP-STATE-003", `port ${port} of the ${what} is in use by another program`, {
      cause: error,
    });
  }
}

/** 0, which is any, where all that were drawn are taken. */
async function lastingPort(): Promise<number> {
  for (let draw = 0; draw < DRAWS; draw++) {
    const port = randomInt(LASTING.from, LASTING.below);
    if (await isFree(port)) return port;
  }
  return 0;
}
