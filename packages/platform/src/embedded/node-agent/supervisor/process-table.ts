import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";

/** A program and everything it started, as far as that still runs. */
export interface ProcessTree {
  /** The program itself first. */
  readonly pids: readonly number[];
  /** Memory of its own: pages that no file backs, as a container's limit counts them. */
  readonly bytes: number;
}

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  bytes(): Promise<number>;
}

/** So that many pods that look at the same time read the system's table once. */
const FRESH_MS = 100;

/** The processes of this machine; one for all pods. */
export class ProcessTable {
  #read: Promise<readonly Seen[]> = Promise.resolve([]);
  #readAt = Number.NEGATIVE_INFINITY;

  /**
   * What belongs to a program that leads its own session or group: its children and theirs, and what has lost its parent
   * but not its session or group. `bytes` is exact wherever it is above `limit`.
   */
  async treeOf(leader: number, limit: number): Promise<ProcessTree> {
    const all = await this.#all();
    const children = new Map<number, Seen[]>();
    for (const seen of all) children.set(seen.parent, [...(children.get(seen.parent) ?? []), seen]);
    const found = new Set(all.filter(({ pid }) => pid === leader));
    for (const seen of all) if (seen.session === leader || seen.group === leader) found.add(seen);
    // A set is walked to its end, also over what is added meanwhile.
    for (const { pid } of found) for (const child of children.get(pid) ?? []) found.add(child);
    const pids = [...found].map(({ pid }) => pid);
    const upTo = sum(await Promise.all([...found].map((seen) => seen.bytes())));
    return { pids, bytes: upTo > limit ? await exactly(pids, upTo) : upTo };
  }

  #all(): Promise<readonly Seen[]> {
    const now = performance.now();
    if (now - this.#readAt > FRESH_MS) {
      this.#readAt = now;
      this.#read = process.platform === "linux" ? inProc() : byPs();
    }
    return this.#read;
  }
}

async function inProc(): Promise<readonly Seen[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    names.map(async (name): Promise<readonly Seen[]> => {
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
      // The program's name stands in parentheses and may hold anything.
      const [, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 4);
      if (session === undefined) return [];
      const numbers = { parent: Number(parent), group: Number(group), session: Number(session) };
      const bytes = () => kibIn(`/proc/${name}/status`, /^(?:RssAnon|RssShmem|VmSwap):\s*(\d+) kB$/gm);
      return [{ pid: Number(name), ...numbers, bytes }];
    }),
  );
  return seen.flat();
}

/**
 * Pages that several processes share are in each one's figure, those of a forked worker in its parent's too. Dividing them
 * makes the system walk every page, so that it is done only when the sum seems to be too much.
 */
async function exactly(pids: readonly number[], upTo: number): Promise<number> {
  if (process.platform !== "linux") return upTo;
  const shares = await Promise.all(
    pids.map((pid) => kibIn(`/proc/${pid}/smaps_rollup`, /^(?:Pss_Anon|Pss_Shmem|SwapPss):\s*(\d+) kB$/gm)),
  );
  // Kernels before 5.9, and those that hide this file, leave us with the sum.
  return sum(shares) || upTo;
}

async function kibIn(file: string, rows: RegExp): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  return 1024 * sum([...text.matchAll(rows)].map(([, kib]) => Number(kib)));
}

/** Where there is no /proc all resident pages count, shared ones too. */
function byPs(): Promise<readonly Seen[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axo", "pid=,ppid=,pgid=,rss="], { maxBuffer: 2 ** 24 }, (_error, stdout) => {
      const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
      resolve(
        rows.flatMap(([pid = 0, parent = 0, group = 0, kib]) =>
          kib === undefined ? [] : [{ pid, parent, group, session: 0, bytes: async () => kib * 1024 }],
        ),
      );
    });
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
