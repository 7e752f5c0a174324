import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";

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
const AT_ONCE = 64;

/** The processes of this machine; one for all pods. */
export class ProcessTable {
  #read: Promise<readonly Seen[]> = Promise.resolve([]);
  #readAt = Number.NEGATIVE_INFINITY;

  /**
   * Bytes of a program that leads its own session or group: pages that no file backs, as a container's limit counts them. With
   * its children and theirs, and what has lost its parent but not its session or group. Exact wherever it is above `limit`.
   */
  async memoryOf(leader: number, limit: number): Promise<number> {
    const all = await this.#all();
    const children = new Map<number, Seen[]>();
    for (const seen of all) children.set(seen.parent, [...(children.get(seen.parent) ?? []), seen]);
    const found = new Set(all.filter(({ pid }) => pid === leader));
    for (const seen of all) if (seen.session === leader || seen.group === leader) found.add(seen);
    // A set is walked to its end, also over what is added meanwhile.
    for (const { pid } of found) for (const child of children.get(pid) ?? []) found.add(child);
    const upTo = sum(await Promise.all([...found].map((seen) => seen.bytes())));
    const pids = [...found].map(({ pid }) => pid);
    return upTo > limit ? exactly(pids, upTo) : upTo;
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

/** What the kernel has at hand is read at once, which costs a tenth of waiting for it; others get their turn in between. */
async function inProc(): Promise<readonly Seen[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const seen: Seen[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    seen.push(...names.slice(from, from + AT_ONCE).flatMap(processInProc));
    await setImmediate();
  }
  return seen;
}

function processInProc(name: string): readonly Seen[] {
  const stat = textOf(`/proc/${name}/stat`);
  // The program's name stands in parentheses and may hold anything.
  const [, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 4);
  if (session === undefined) return [];
  const numbers = { parent: Number(parent), group: Number(group), session: Number(session) };
  const rows = /^(?:RssAnon|RssShmem|VmSwap):\s*(\d+) kB$/gm;
  const bytes = async () => bytesIn(textOf(`/proc/${name}/status`), rows);
  return [{ pid: Number(name), ...numbers, bytes }];
}

/** Empty for a process that has ended just now, or that is not to be looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * Pages that several processes share are in each one's figure, those of a forked worker in its parent's too. Dividing them
 * makes the system walk every page, so that it is done only when the sum seems to be too much.
 */
async function exactly(pids: readonly number[], upTo: number): Promise<number> {
  if (process.platform !== "linux") return upTo;
  const rows = /^(?:Pss_Anon|Pss_Shmem|SwapPss):\s*(\d+) kB$/gm;
  const shares = pids.map(async (pid) =>
    bytesIn(await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => ""), rows),
  );
  // Kernels before 5.9, and those that hide this file, leave us with the sum.
  return sum(await Promise.all(shares)) || upTo;
}

function bytesIn(text: string, rows: RegExp): number {
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
