import { type Process, processesBelow } from "../e2e/support/processes.ts";
import { provePods } from "./prove-pods.ts";
import { pause, type Soak, sleep } from "./soak.ts";

export interface Killing {
  /** Seconds between a start and the next kill. */
  readonly least: number;
  readonly most: number;
  /** The soak is over after so many. */
  readonly times?: number;
  /** A longer life every so many kills, to see whether anything grows. */
  readonly calm?: { readonly every: number; readonly seconds: number };
}

/** Kills the server with -9 at random moments, sometimes while it starts, and starts it again. */
export async function killLoop(soak: Soak, { least, most, times, calm }: Killing): Promise<void> {
  const random = soak.random.fork();
  for (let kill = 1; !soak.over; kill++) {
    const isCalm = calm !== undefined && kill % calm.every === 0;
    await pause(soak, isCalm ? calm.seconds * 1_000 : random.between(least * 1_000, most * 1_000));
    if (soak.over) return;
    soak.outages.begin();
    soak.home.kill();
    await sleep(random.between(0, 2_000));
    if (random.chance(0.25)) await killWhileStarting(soak, random.between(20, 700));
    await start(soak);
    soak.outages.end();
    await provePods(soak);
    if (kill === times) soak.stop.abort();
  }
}

async function start(soak: Soak): Promise<void> {
  const began = Date.now();
  try {
    await soak.home.start();
  } catch (error) {
    soak.violated(`the home did not start again: ${String(error)}`);
    soak.stop.abort();
    return;
  }
  const seconds = (Date.now() - began) / 1_000;
  soak.starts.push(seconds);
  const so = Object.entries(soak.counts).map(([what, count]) => `${what} ${count}`);
  soak.tell(`start ${soak.starts.length} took ${seconds.toFixed(1)} s; so far ${so.join(", ")}`);
}

/** A start that ends halfway must leave a folder that can be started. */
async function killWhileStarting(soak: Soak, afterMs: number): Promise<void> {
  const starting = soak.home.slipway("up", "--detach");
  await sleep(afterMs);
  for (const { pid } of servers(soak)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It was not there yet, or not any more.
    }
  }
  await starting;
}

const servers = (soak: Soak): readonly Process[] =>
  processesBelow(soak.home.state).filter(({ commandLine }) => commandLine.includes("server.js"));
