import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SlipwayError } from "@slipway/model";

/** Starts to listen on loopback; a port of 0 takes any free one. Resolves with the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Runs what listens on a port, and says in one sentence when somebody else has it. */
export async function onPort<T>(what: string, port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "EADDRINUSE") throw error;
    throw new SlipwayError("SLIP-STATE-003", `port ${port} of the ${what} is in use by another program`, {
      cause: error,
    });
  }
}
