import { setTimeout as pause } from "node:timers/promises";
import { CpuGroup } from "../support/cpu-group.ts";
import { type Kept, keptIn } from "./kept.ts";
import type { Peer, StepKind } from "./peer.ts";
import type { StepTimes } from "./step-times.ts";

/** What a run leaves to be done is done by then. */
const QUIET_MS = 1_000;
const IDLE_MS = 5_000;

/** Of one step, by how much a long chain costs more than a short one. */
export interface Cost extends Kept {
  readonly cpuMs: number;
  readonly seconds: number;
}

export interface Round {
  readonly costs: Partial<Readonly<Record<StepKind, Cost>>>;
  /** Milliseconds from the end of one program to the start of the next. */
  readonly gapsMs: readonly number[];
  /** CPU milliseconds a second while there is nothing to do, of those that stand. */
  readonly idle?: number;
}

export type Make = (script: string, group: CpuGroup) => Promise<Peer>;

export type Sizes = Readonly<Record<StepKind, readonly [short: number, long: number]>>;

interface Way {
  readonly times: StepTimes;
  readonly sizes: Sizes;
  /** Nothing of its programs has been read or compiled before. */
  readonly isFirst: boolean;
}

/** One that is made for it. */
export async function roundOf(make: Make, way: Way): Promise<Round> {
  const group = new CpuGroup("pipelines");
  try {
    const peer = await make(way.times.script, group);
    try {
      return await measured(peer, group, way);
    } catch (error) {
      // Whoever cleans up may fail as well, and be heard in its place.
      process.stderr.write(`    ${String(error)}\n`);
      throw error;
    } finally {
      await peer.stop();
    }
  } finally {
    await group.end();
    group.close();
  }
}

async function measured(peer: Peer, group: CpuGroup, way: Way): Promise<Round> {
  const { times, sizes, isFirst } = way;
  const costs: Partial<Record<StepKind, Cost>> = {};
  const gapsMs: number[] = [];
  let isCold = peer.stands || isFirst;
  for (const kind of peer.kinds) {
    const runOf = async (steps: number): Promise<Cost> => {
      const [cpu, kept, began] = [group.seconds, keptIn(peer.folder), performance.now()];
      await peer.run({ kind, steps });
      const seconds = (performance.now() - began) / 1_000;
      if (peer.stands) await pause(QUIET_MS);
      if (kind === "process") gapsMs.push(...(await times.take(steps)));
      const [now, cpuNow] = [keptIn(peer.folder), group.seconds];
      return {
        cpuMs: (cpuNow - cpu) * 1_000,
        seconds,
        rows: now.rows - kept.rows,
        files: now.files - kept.files,
        bytes: now.bytes - kept.bytes,
      };
    };
    const [short, long] = sizes[kind];
    if (isCold) await runOf(short);
    isCold = false;
    costs[kind] = perStep(await runOf(short), await runOf(long), long - short);
  }
  return { costs, gapsMs, ...(peer.stands ? { idle: await idleOf(group) } : {}) };
}

function perStep(few: Cost, many: Cost, steps: number): Cost {
  const of = (which: keyof Cost): number => (many[which] - few[which]) / steps;
  return {
    cpuMs: of("cpuMs"),
    seconds: of("seconds"),
    rows: of("rows"),
    files: of("files"),
    bytes: of("bytes"),
  };
}

async function idleOf(group: CpuGroup): Promise<number> {
  const before = group.seconds;
  await pause(IDLE_MS);
  return (group.seconds - before) * 1_000 * (1_000 / IDLE_MS);
}
