import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { lockIn } from "./container-lock.ts";

/** How often it is looked again for what was started while it was looked. */
const ROUNDS = 8;

/**
 * Kills every process of ours that has the text in the environment it was started with, or one of the numbers as its lock
 * limit; both name one pod.
 */
export async function killMarked(mark: string, locks: ReadonlySet<number> = new Set()): Promise<void> {
  // A short text might be found in processes that have nothing to do with us.
  if (!/^SLIPWAY_CONTAINER=[^/]{8,}\//.test(mark)) throw new Error(`"${mark}" does not name a pod`);
  for (let round = 0; round < ROUNDS; round++) {
    const found = process.platform === "linux" ? await foundInProc(mark, locks) : await foundByPs(mark);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended just now.
      }
    }
  }
}

async function foundInProc(mark: string, locks: ReadonlySet<number>): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const [environment, limits, stat] = await Promise.all(
      ["environ", "limits", "stat"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
    );
    const lock = lockIn(limits ?? "");
    const isMarked = environment?.includes(mark) === true || (lock !== undefined && locks.has(lock));
    if (isMarked && !isDead(stat ?? "")) found.push(Number(pid));
  }
  return found;
}

/** Ended, and not yet reaped by its parent. */
function isDead(stat: string): boolean {
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

function foundByPs(mark: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axEww", "-o", "pid=,command="], { maxBuffer: 2 ** 26 }, (_error, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.includes(mark));
      resolve(lines.map((line) => Number.parseInt(line, 10)));
    });
  });
}
