import { SlipwayError } from "@slipway/model";

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
