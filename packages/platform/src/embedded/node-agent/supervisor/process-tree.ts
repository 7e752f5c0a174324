import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";

/** A process and everything it started, as far as that still runs. */
export interface ProcessTree {
  readonly pids: readonly number[];
  /** Memory of its own: pages that no file backs, as a container's limit counts them. */
  readonly bytes: number;
}

interface Seen {
  readonly pid: number;
  readonly parent: number;
  bytes(): Promise<number>;
}

/** The tree below a process, itself included. */
export async function processTree(root: number): Promise<ProcessTree> {
  const all = process.platform === "linux" ? await inProc() : await byPs();
  const children = new Map<number, Seen[]>();
  for (const seen of all) children.set(seen.parent, [...(children.get(seen.parent) ?? []), seen]);
  const found = all.filter(({ pid }) => pid === root);
  for (const seen of found) found.push(...(children.get(seen.pid) ?? []));
  const sizes = await Promise.all(found.map((seen) => seen.bytes()));
  return { pids: found.map(({ pid }) => pid), bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function inProc(): Promise<readonly Seen[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(
    pids.map(async (name): Promise<Seen | undefined> => {
      const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
      // The program's name stands in parentheses and may hold anything.
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return Number.isInteger(parent)
        ? { pid: Number(name), parent, bytes: () => ownPages(name) }
        : undefined;
    }),
  );
  return seen.filter((one) => one !== undefined);
}

async function ownPages(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = [...status.matchAll(/^Rss(?:Anon|Shmem):\s*(\d+) kB$/gm)].map(([, size]) => Number(size));
  return kib.reduce((sum, size) => sum + size, 0) * 1024;
}

/** Where there is no /proc all resident pages count, shared ones too. */
function byPs(): Promise<readonly Seen[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axo", "pid=,ppid=,rss="], { maxBuffer: 2 ** 24 }, (_error, stdout) => {
      const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
      resolve(
        rows.flatMap(([pid, parent, kib = 0]) =>
          pid === undefined || parent === undefined ? [] : [{ pid, parent, bytes: async () => kib * 1024 }],
        ),
      );
    });
  });
}
