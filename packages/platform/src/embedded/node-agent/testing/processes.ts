import { readdir, readFile } from "node:fs/promises";

/** Command lines of living processes that have the text in their arguments or environment; zombies are dead. */
export async function processesWith(text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const [command, environment] = await Promise.all([read(pid, "cmdline"), read(pid, "environ")]);
    if (command !== "" && `${command}\0${environment}`.includes(text))
      found.push(`${pid} ${command.replaceAll("\0", " ")}`);
  }
  return found;
}

async function read(pid: string, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
}
