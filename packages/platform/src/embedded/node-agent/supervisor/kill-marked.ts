import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";

/** Kills every process of ours that has the text in the environment it was started with; the text names one pod. */
export async function killMarked(mark: string): Promise<void> {
  // A short text might be found in processes that have nothing to do with us.
  if (!/^SLIPWAY_CONTAINER=[^/]{8,}\//.test(mark)) throw new Error(`"${mark}" does not name a pod`);
  for (const pid of process.platform === "linux" ? await foundInProc(mark) : await foundByPs(mark)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended just now.
    }
  }
}

async function foundInProc(mark: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.includes(mark)) found.push(Number(pid));
  }
  return found;
}

function foundByPs(mark: string): Promise<readonly number[]> {
  return new Promise((resolve) => {
    execFile("ps", ["-axEww", "-o", "pid=,command="], { maxBuffer: 2 ** 26 }, (_error, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.includes(mark));
      resolve(lines.map((line) => Number.parseInt(line, 10)));
    });
  });
}
