import { setTimeout as pause } from "node:timers/promises";
import { type Running, readRunning } from "../state/running.ts";

const LOOK_AGAIN_MS = 50;
/** A start takes a second, an end the grace of a training program and a little more. */
const PATIENCE_MS = { starting: 60_000, ending: 180_000 } as const;

/** The server that is ready on the folder: one that starts is waited for, and the end of one that ends, until `signal` aborts. */
export async function settled(path: string, signal?: AbortSignal): Promise<Running | undefined> {
  const began = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    const running = await readRunning(path);
    if (running === undefined || running.phase === "ready") return running;
    if (Date.now() - began > PATIENCE_MS[running.phase]) return undefined;
    await pause(LOOK_AGAIN_MS);
  }
}
