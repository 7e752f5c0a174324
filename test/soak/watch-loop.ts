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
/** A server that lives at least this long must have stopped growing. */
const LONG_LIFE_MS = 150_000;
const WARM_UP_MS = 45_000;
const MOST_GROWTH_MIB = 50;

interface Sample {
  readonly at: number;
  readonly rssMiB: number;
}

/** Watches memory and open files of the server, which must stay bounded whatever is asked of it. */
export async function watchLoop(soak: Soak): Promise<Taken> {
  const most: Taken = { rssMiB: 0, openFiles: 0, delayMs: 0 };
  let pid = 0;
  let life: Sample[] = [];
  while (!soak.over) {
    const seen = await look(soak);
    for (const name of ["rssMiB", "openFiles", "delayMs"] as const) {
      const value = seen?.[name] ?? 0;
      if (value > BOUNDS[name] && most[name] <= BOUNDS[name])
        soak.violated(`${name} of the server is ${value}, more than ${BOUNDS[name]}`);
      most[name] = Math.max(most[name], value);
    }
    if (seen !== undefined && seen.pid !== pid) {
      proveSteady(soak, life);
      [pid, life] = [seen.pid, []];
    }
    if (seen !== undefined) life.push({ at: Date.now(), rssMiB: seen.rssMiB });
    await pause(soak, EVERY_MS);
  }
  proveSteady(soak, life);
  return most;
}

/** Compares the least memory after warming up with the least at the end: what grows between collections does not count. */
function proveSteady(soak: Soak, life: readonly Sample[]): void {
  const [from, to] = [life[0]?.at ?? 0, life.at(-1)?.at ?? 0];
  if (to - from < LONG_LIFE_MS) return;
  const least = (part: (at: number) => boolean): number =>
    Math.min(...life.filter(({ at }) => part(at)).map(({ rssMiB }) => rssMiB));
  const early = least((at) => at - from > WARM_UP_MS && at - from < 2 * WARM_UP_MS);
  const late = least((at) => to - at < WARM_UP_MS);
  soak.tell(`a server that lived ${Math.round((to - from) / 1_000)} s held ${early} MiB, then ${late} MiB`);
  if (late > early + MOST_GROWTH_MIB) soak.violated(`the server grew from ${early} to ${late} MiB`);
}

/** Undefined while there is no server. */
async function look(soak: Soak): Promise<(Taken & { readonly pid: number }) | undefined> {
  try {
    const { rssBytes, eventLoopDelayMs } = await diagnostics(soak.home.state);
    const { pid } = soak.home;
    const openFiles = readdirSync(`/proc/${pid}/fd`).length;
    return { pid, rssMiB: Math.round(rssBytes / 1_048_576), openFiles, delayMs: eventLoopDelayMs.p99 };
  } catch {
    return undefined;
  }
}
