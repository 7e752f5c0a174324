import { mkdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isThere } from "./is-there.ts";
import { openDatabase, sqliteFailure } from "./sqlite.ts";
import { writeAtomically } from "./write-atomically.ts";

const MARKER = ".complete";
const LOOK_AGAIN_MS = 200;

export interface BuildOnceOptions {
  /** Called when another process is building and this one waits for it. */
  readonly onWait?: () => void;
  /** Gives up waiting, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Makes sure that `folder` holds what `build` makes, once and for all processes: one builds while the others wait,
 * and what a killed one left half-made is thrown away. `build` is given the folder, empty.
 */
export async function buildOnce(
  folder: string,
  build: (folder: string) => Promise<void>,
  options: BuildOnceOptions = {},
): Promise<void> {
  if (await isComplete(folder)) return;
  const release = await lock(`${folder}.lock`, options);
  try {
    if (await isComplete(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await build(folder);
    writeAtomically(join(folder, MARKER), new Date().toISOString());
  } finally {
    release();
  }
}

function isComplete(folder: string): Promise<boolean> {
  return isThere(join(folder, MARKER));
}

/** One process at a time has it. The kernel gives SQLite's file locks back when a process dies, however it dies. */
export async function lock(path: string, { onWait, signal }: BuildOnceOptions = {}): Promise<() => void> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    const release = tryLock(path);
    if (release !== undefined) return release;
    if (attempt === 0) onWait?.();
    await pause(LOOK_AGAIN_MS, undefined, { signal });
  }
}

/** The same without waiting: undefined while another one has it. */
export function tryLock(path: string): (() => void) | undefined {
  mkdirSync(dirname(path), { recursive: true });
  try {
    const held = openDatabase(path, { mode: "relaxed", exclusive: true });
    return () => held.close();
  } catch (error) {
    if (sqliteFailure(error) !== "locked") throw error;
    return undefined;
  }
}
