import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** How many processes a process and its descendants start meanwhile; undefined where the kernel does not tell (see the script). */
export async function countProcesses(pid: number, work: () => Promise<void>): Promise<number | undefined> {
  const script = join(import.meta.dirname, "count-processes.py");
  const counter = spawn("/usr/bin/python3", [script, String(pid)], { stdio: ["pipe", "pipe", "ignore"] });
  let said = "";
  counter.stdout.on("data", (chunk: Buffer) => {
    said += String(chunk);
  });
  const ended = once(counter, "close");
  await Promise.race([once(counter.stdout, "data"), ended]);
  await work();
  counter.stdin.on("error", () => {});
  counter.stdin.end();
  await ended;
  const [, count] = /^ready\n(\d+)\n$/.exec(said) ?? [];
  return count === undefined ? undefined : Number(count);
}
