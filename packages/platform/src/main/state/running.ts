import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** `server.json`: who serves a state folder, written when it is ready. */
export interface Running {
  readonly pid: number;
  /** When the process started, as its system tells it: a pid alone may be somebody else's by now. */
  readonly startedAt: string;
  /** When it was ready, RFC 3339. */
  readonly readyAt: string;
  readonly version: string;
  readonly kubernetesUrl: string;
  readonly awsUrl: string;
}

/** The server that holds the folder, if it lives. */
export function readRunning(path: string): Running | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const running = JSON.parse(readFileSync(path, "utf8")) as Running;
    return processStart(running.pid) === running.startedAt ? running : undefined;
  } catch {
    return undefined;
  }
}

/** States of processes that have ended and wait for a parent that may never ask. */
const ENDED: ReadonlySet<string> = new Set(["Z", "X", "x"]);

/** A process's start time, in the system's own form; undefined when there is none, or it has ended. */
export function processStart(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The state is field 3 and the start field 22, counted after the command name, which may hold spaces and brackets.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return ENDED.has(fields[0] ?? "") ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
