import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const EVERY_MS = 200;
const KB_A_MB = 1024;

/** The resident memory of a process, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const { stdout } = await run("ps", ["-o", "rss=", "-p", String(pid)]);
  return Math.round(Number(stdout) / KB_A_MB);
}

/** What it was at most while the work was done, looked at five times a second. */
export async function peakWhile(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = await residentMb(pid);
  let over = false;
  const looking = (async () => {
    while (!over) {
      peak = Math.max(peak, await residentMb(pid));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await looking;
  }
  return peak;
}
