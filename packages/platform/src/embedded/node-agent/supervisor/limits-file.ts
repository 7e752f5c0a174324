import { statfsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Container } from "@slipway/model/kubernetes/workloads.ts";
import { memoryForPrograms } from "#lib/this-machine.ts";
import { lockOf } from "./container-lock.ts";
import type { ControlGroups } from "./groups/control-groups.ts";

/** What every container may have at most, where its pod has no words for that. */
export const BOUNDS = {
  /** Processes and threads: a program's pools of threads grow with the processors. */
  processes: Math.max(4_096, 256 * availableParallelism()),
  openFiles: 65_536,
} as const;

/** How far a file may grow above what its pod may keep, so that the node sees it and says so before the program fails. */
const SLACK_BYTES = 256 * 2 ** 20;

const BLOCK_BYTES = 512;

/** The text of the file by which `launch.sh` bounds what one container can take of this machine. */
export async function limitsFile(options: {
  readonly uid: string;
  readonly container: Container;
  readonly podFolder: string;
  readonly groups?: ControlGroups | undefined;
}): Promise<string> {
  const { uid, container, podFolder, groups } = options;
  const limits = container.resources?.limits ?? {};
  const memory = Math.min(quantity(limits["memory"] ?? "") ?? Number.POSITIVE_INFINITY, memoryForPrograms());
  const disk = quantity(limits["ephemeral-storage"] ?? "");
  const { processes, openFiles } = BOUNDS;
  const lines = [
    `lock ${lockOf(uid, container.name)}`,
    ...(groups?.lines(`${uid}.${container.name}`, {
      processes,
      memory: Math.floor(memory),
    }) ?? []),
    ...(groups?.boundsProcesses === true ? [] : [`processes ${processes + (await tasksOfThisUser())}`]),
    `files ${openFiles}`,
    `size ${largestFile(podFolder, disk)}`,
    "core 0",
  ];
  return `${lines.join("\n")}\n`;
}

/** In blocks, as `ulimit -f` wants it: a file that is larger than its disk was never meant. */
function largestFile(podFolder: string, limit: number | undefined): number {
  // Plain processes may write outside their pod's folder.
  const disks = [podFolder, "/"].map((path) => statfsSync(path));
  const most = Math.max(...disks.map(({ blocks, bsize }) => blocks * bsize));
  const bytes = Math.min(most, limit === undefined ? Number.POSITIVE_INFINITY : limit + SLACK_BYTES);
  return Math.ceil(bytes / BLOCK_BYTES);
}

/** The kernel counts all of a user's against the limit of each of his processes, those of his desktop too. */
async function tasksOfThisUser(): Promise<number> {
  if (process.platform !== "linux") return 0;
  const own = process.getuid?.();
  const counts = await Promise.all(
    (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map((pid) => tasksOf(pid, own)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function tasksOf(pid: string, user: number | undefined): Promise<number> {
  try {
    if ((await stat(`/proc/${pid}`)).uid !== user) return 0;
    const text = await readFile(`/proc/${pid}/status`, "utf8");
    return Number(/^Threads:\s*(\d+)$/m.exec(text)?.[1] ?? 1);
  } catch {
    return 0;
  }
}
