import { readFile } from "node:fs/promises";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";

/** `server.json`: the process that holds a state folder, and how far it is. There as long as the folder is held. */
export interface Running extends ProcessIdentity {
  readonly phase: "starting" | "ready" | "ending";
  readonly version: string;
  /** When it was ready, RFC 3339; absent before. */
  readonly readyAt?: string;
}

/** The server that holds the folder, if it lives. */
export async function readRunning(path: string): Promise<Running | undefined> {
  try {
    const running = JSON.parse(await readFile(path, "utf8")) as Running;
    return (await isAlive(running)) ? running : undefined;
  } catch {
    return undefined;
  }
}
