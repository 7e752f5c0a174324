import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Log } from "#lib/log.ts";
import { markOf } from "../sandbox/sandbox.ts";
import { readFacts } from "./facts.ts";
import { killMarked } from "./kill-marked.ts";

interface Supervisor {
  readonly pid: number;
  /** The first process of its session: the one that took the attempt's lock. */
  readonly session: number;
  readonly folder: string;
}

/**
 * Ends supervisors, with what they run, whose pods' folders do not speak of them any more: somebody removed or changed what
 * they wrote, so nobody would ever find them again. For an agent that starts nothing yet.
 */
export async function endStrays(podsDir: string, log: Log): Promise<void> {
  for (const { pid, session, folder } of await supervisorsBelow(podsDir)) {
    if (await isKnown(folder, session)) continue;
    const uid = basename(folder);
    log.warn("the folder of a pod does not know its supervisor, which is ended", { uid, pid });
    kill(pid);
    if (/^[0-9a-f-]{36}$/.test(uid)) await killMarked(markOf({ mark: `${uid}/` }));
  }
}

async function isKnown(folder: string, session: number): Promise<boolean> {
  try {
    const { pod } = JSON.parse(await readFile(join(folder, "pod.json"), "utf8"));
    return pod.metadata.uid === basename(folder) && (await readFacts(folder)).process?.pid === session;
  } catch {
    return false;
  }
}

/** Where there is no `/proc`, none is found. */
async function supervisorsBelow(podsDir: string): Promise<readonly Supervisor[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => supervisorOf(Number(pid), podsDir)));
  return found.filter((each) => each !== undefined);
}

async function supervisorOf(pid: number, podsDir: string): Promise<Supervisor | undefined> {
  try {
    const [, script = ""] = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
    const folder = dirname(script);
    if (basename(script) !== "supervise.sh" || dirname(folder) !== podsDir) return undefined;
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const session = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3]);
    return { pid, session, folder };
  } catch {
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
