import { readFileSync } from "node:fs";
import { rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { defined } from "@slipway/model";

const TRIES = 50;
const PAUSE_MS = 20;

/** The control groups of one launch (NAME.COUNT), as they were written down for `launch.sh`; none where it has none. */
export function groupsOf(podFolder: string, launch: string): readonly string[] {
  const [name = "", count = ""] = launch.split(".");
  const text = textOf(join(podFolder, "containers", name, "limits"));
  return [...text.matchAll(/^group (.+)$/gm)].map(([, group]) => `${group}.${count}`);
}

/** How often the kernel killed in the groups for want of memory; undefined where none of them counts that. */
export function memoryKills(groups: readonly string[]): number | undefined {
  for (const group of groups)
    for (const file of ["memory.events", "memory.oom_control"]) {
      const text = textOf(join(group, file));
      const [, count] = /^oom_kill (\d+)$/m.exec(text) ?? [];
      if (count !== undefined) return Number(count);
    }
  return undefined;
}

/** What all that was ever in the groups has taken of processors, and what is in them takes of memory; what none of them counts is absent. */
export function groupUsage(groups: readonly string[]): {
  readonly cpuMs?: number;
  readonly memoryBytes?: number;
} {
  const inGroups = (file: string, pattern: RegExp): number | undefined => {
    for (const group of groups) {
      const [, count] = pattern.exec(textOf(join(group, file))) ?? [];
      if (count !== undefined) return Number(count);
    }
    return undefined;
  };
  const cpuUs = inGroups("cpu.stat", /^usage_usec (\d+)$/m);
  const all = inGroups("memory.current", /^(\d+)$/m) ?? inGroups("memory.usage_in_bytes", /^(\d+)$/m);
  // Files that nobody has read twice can be forgotten at once: a kubelet does not count them.
  const idle = [/^total_inactive_file (\d+)$/m, /^inactive_file (\d+)$/m]
    .map((pattern) => inGroups("memory.stat", pattern))
    .find((bytes) => bytes !== undefined);
  return defined({
    cpuMs: cpuUs === undefined ? undefined : cpuUs / 1_000,
    memoryBytes: all === undefined ? undefined : Math.max(0, all - (idle ?? 0)),
  });
}

/** Kills whatever is in the groups, and removes them. */
export async function disband(groups: readonly string[]): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const left = await Promise.all(groups.map(killAll));
    if (left.every((count) => count === 0)) break;
    await setTimeout(PAUSE_MS);
  }
  for (const group of groups) await rmdir(group).catch(() => {});
}

/** Returns how many were still there. */
async function killAll(group: string): Promise<number> {
  const text = textOf(join(group, "cgroup.procs"));
  // 0 stands for who is in another pid namespace than ours, and would be our own group.
  const pids = text
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 1);
  if (pids.length === 0) return 0;
  for (const [file, value] of [
    ["pids.max", "0"],
    ["cgroup.kill", "1"],
  ] as const)
    await writeFile(join(group, file), value, { flag: "r+" }).catch(() => {});
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended just now.
    }
  }
  return pids.length;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
