import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly commandLine: string;
  /** The uid of the pod that it belongs to, for a process below the folder's `pods/`. */
  readonly pod: string | undefined;
}

/**
 * Every living process that runs below a folder: by its command line, its working folder or, for one in a sandbox, by
 * what of the folder is mounted in it. A zombie has none of these.
 */
export function processesBelow(folder: string): readonly Process[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const commandLine = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
    const traces = [commandLine, `${workingFolderOf(pid)}/`, read(`/proc/${pid}/mountinfo`)];
    if (!traces.some((trace) => trace.includes(`${folder}/`) || trace.endsWith(folder))) return [];
    const pods = traces.map((trace) => trace.split(`${folder}/pods/`)[1]?.split(/[/ ]/)[0]);
    return [{ pid: Number(pid), commandLine, pod: pods.find((pod) => pod !== undefined) }];
  });
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function workingFolderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
