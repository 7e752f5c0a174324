import { readdirSync } from "node:fs";
import { diagnostics } from "../../bench/support/diagnostics.ts";
import { pause, type Soak } from "./soak.ts";

/** What the server's process took at most. */
export interface Taken {
  rssMiB: number;
  openFiles: number;
  /** 99th percentile of the event loop's delay over some seconds, in ms. */
  delayMs: number;
}

const BOUNDS: Readonly<Taken> = { rssMiB: 400, openFiles: 400, delayMs: Number.POSITIVE_INFINITY };
const EVERY_MS = 2_000;

/** Watches memory and open files of the server, which must stay bounded whatever is asked of it. */
export async function watchLoop(soak: Soak): Promise<Taken> {
  const most: Taken = { rssMiB: 0, openFiles: 0, delayMs: 0 };
  while (!soak.over) {
    const seen = await look(soak);
    for (const name of ["rssMiB", "openFiles", "delayMs"] as const) {
      const value = seen?.[name] ?? 0;
      if (value > BOUNDS[name] && most[name] <= BOUNDS[name])
        soak.violated(`${name} of the server is ${value}, more than ${BOUNDS[name]}`);
      most[name] = Math.max(most[name], value);
    }
    await pause(soak, EVERY_MS);
  }
  return most;
}

/** Undefined while there is no server. */
async function look(soak: Soak): Promise<Taken | undefined> {
  try {
    const { rssBytes, eventLoopDelayMs } = await diagnostics(soak.home.state);
    const openFiles = readdirSync(`/proc/${soak.home.pid}/fd`).length;
    return { rssMiB: Math.round(rssBytes / 1_048_576), openFiles, delayMs: eventLoopDelayMs.p99 };
  } catch {
    return undefined;
  }
}
