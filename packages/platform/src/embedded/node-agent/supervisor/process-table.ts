import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { lockIn } from "./container-lock.ts";
import { filesInMemory } from "./files-in-memory.ts";

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** With `pid` it is nobody else's; 0 where the system does not tell. */
  readonly startedAt: number;
  /** Of processors, with what children took that have ended. */
  readonly cpuMs: number;
  bytes(): Promise<Bytes>;
}

/** Pages of a process that no file on a disk backs. */
interface Bytes {
  readonly own: number;
  /** Of shared memory and of files in memory, as far as they are mapped. */
  readonly shared: number;
}

/** So that many pods that look at the same time read the system's table once. */
const FRESH_MS = 100;
/** Linux tells processes' times in hundredths of a second on every machine (USER_HZ). */
const MS_PER_TICK = 10;
const AT_ONCE = 64;

/** The processes of this machine; one for all pods. */
export class ProcessTable {
  #read: Promise<readonly Seen[]> = Promise.resolve([]);
  #readAt = Number.NEGATIVE_INFINITY;
  /** By pid, of processes that were there at the last look: a lock is asked for once, as it never changes. */
  #locks = new Map<number, { readonly startedAt: number; readonly lock: number | undefined }>();

  /**
   * Bytes of a program that leads its own session or group: pages that no file backs, as a container's limit counts them. With
   * its children and theirs, what has lost its parent but not its session or group, what carries the container's lock, and
   * files in a /dev/shm of its own. Exact wherever it is above `limit`.
   */
  async memoryOf(leader: number, limit: number, lock?: number): Promise<number> {
    const found = await this.#of(leader, lock);
    const pids = found.map(({ pid }) => pid);
    const [files, ...bytes] = await Promise.all([filesInMemory(pids), ...found.map((seen) => seen.bytes())]);
    const upTo = together(bytes, files);
    return upTo > limit ? together((await exactly(pids)) ?? bytes, files) : upTo;
  }

  /** Milliseconds of processors that the same processes have taken. */
  async cpuOf(leader: number, lock?: number): Promise<number> {
    return sum((await this.#of(leader, lock)).map(({ cpuMs }) => cpuMs));
  }

  async #of(leader: number, lock: number | undefined): Promise<readonly Seen[]> {
    const all = await this.#all();
    const children = new Map<number, Seen[]>();
    for (const seen of all) children.set(seen.parent, [...(children.get(seen.parent) ?? []), seen]);
    const found = new Set(all.filter(({ pid }) => pid === leader));
    const locks = lock === undefined ? new Map() : this.#locksOf(all);
    for (const seen of all)
      if (
        seen.session === leader ||
        seen.group === leader ||
        (lock !== undefined && locks.get(seen.pid) === lock)
      )
        found.add(seen);
    // A set is walked to its end, also over what is added meanwhile.
    for (const { pid } of found) for (const child of children.get(pid) ?? []) found.add(child);
    return [...found];
  }

  #locksOf(all: readonly Seen[]): ReadonlyMap<number, number | undefined> {
    const before = this.#locks;
    this.#locks = new Map(
      all.map(({ pid, startedAt }) => {
        const known = before.get(pid);
        return [
          pid,
          known?.startedAt === startedAt ? known : { startedAt, lock: lockIn(textOf(`/proc/${pid}/limits`)) },
        ];
      }),
    );
    return new Map([...this.#locks].map(([pid, known]) => [pid, known.lock]));
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
  const [, parent, group, session, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 20);
  if (session === undefined) return [];
  const [pid, startedAt] = [Number(name), Number(fields.at(-1))];
  // utime, stime, cutime and cstime: proc_pid_stat(5).
  const cpuMs = MS_PER_TICK * sum(fields.slice(7, 11).map(Number));
  const bytes = async () => {
    const text = textOf(`/proc/${name}/status`);
    return {
      own: bytesIn(text, /^(?:RssAnon|VmSwap):\s*(\d+) kB$/gm),
      shared: bytesIn(text, /^RssShmem:\s*(\d+) kB$/gm),
    };
  };
  const [parentPid, groupId, sessionId] = [Number(parent), Number(group), Number(session)];
  return [{ pid, parent: parentPid, group: groupId, session: sessionId, startedAt, cpuMs, bytes }];
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
async function exactly(pids: readonly number[]): Promise<readonly Bytes[] | undefined> {
  if (process.platform !== "linux") return undefined;
  const shares = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
      return {
        own: bytesIn(text, /^(?:Pss_Anon|SwapPss):\s*(\d+) kB$/gm),
        shared: bytesIn(text, /^Pss_Shmem:\s*(\d+) kB$/gm),
      };
    }),
  );
  // Kernels before 5.9, and those that hide this file, leave us with the sum.
  return shares.some(({ own }) => own > 0) ? shares : undefined;
}

/** Files in memory may be mapped as well: the greater of both is surely there. */
function together(bytes: readonly Bytes[], files: number): number {
  return sum(bytes.map(({ own }) => own)) + Math.max(files, sum(bytes.map(({ shared }) => shared)));
}

function bytesIn(text: string, rows: RegExp): number {
  return 1024 * sum([...text.matchAll(rows)].map(([, kib]) => Number(kib)));
}

/** Where there is no /proc all resident pages count, shared ones too. */
function byPs(): Promise<readonly Seen[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axo", "pid=,ppid=,pgid=,rss=,time="], { maxBuffer: 2 ** 24 }, (_error, stdout) =>
      resolve(stdout.split("\n").flatMap(processOfPs)),
    );
  });
}

function processOfPs(line: string): readonly Seen[] {
  const [pid, parent, group, kib, time] = line.trim().split(/\s+/);
  if (time === undefined) return [];
  const bytes = async () => ({ own: Number(kib) * 1024, shared: 0 });
  const ids = { pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, startedAt: 0 };
  return [{ ...ids, cpuMs: cpuMsIn(time), bytes }];
}

/** `[[DD-]HH:]MM:SS[.FF]`, as ps tells it. */
export function cpuMsIn(time: string): number {
  const [, days, hours, minutes, seconds] = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(time) ?? [];
  const [d, h, m, s] = [days, hours, minutes, seconds].map((part) => Number(part ?? 0));
  return 1_000 * ((((d ?? 0) * 24 + (h ?? 0)) * 60 + (m ?? 0)) * 60 + (s ?? 0));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
