import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Every living process that runs below a folder: by its command line, its working folder or, for one in a sandbox, by
 * what of the folder is mounted in it. A zombie has none of these.
 */
export function processesBelow(folder: string): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({ pid: Number(pid), commandLine: commandLineOf(pid), folder: workingFolderOf(pid) }))
    .filter(
      (found) =>
        found.commandLine.includes(folder) ||
        found.folder.startsWith(folder) ||
        mountsOf(found.pid).includes(`${folder}/`),
    )
    .map(({ pid, commandLine }) => ({ pid, commandLine }));
}

const commandLineOf = (pid: string): string => read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
const mountsOf = (pid: number): string => read(`/proc/${pid}/mountinfo`);

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
