import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** Who a process is: a later process that got the same pid has another mark. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly mark: string;
}

/** The process that has the pid now; undefined when there is none, or only a zombie that nobody has reaped. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const mark = process.platform === "linux" ? await markOnLinux(pid) : await markElsewhere(pid);
  return mark === undefined ? undefined : { pid, mark };
}

/** Whether the very process still runs, not only its pid. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identityOf(identity.pid))?.mark === identity.mark;
}

/**
 * Kills the process group that the process leads or led; nobody else's, ever: while a group has members the system gives
 * its number to no new process, and when another process has the number, the group is gone.
 */
export async function killGroup(leader: ProcessIdentity): Promise<void> {
  const now = await identityOf(leader.pid);
  if (leader.pid <= 1 || (now !== undefined && now.mark !== leader.mark)) return;
  try {
    process.kill(-leader.pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

let bootId: Promise<string> | undefined;

async function markOnLinux(pid: number): Promise<string | undefined> {
  bootId ??= readFile("/proc/sys/kernel/random/boot_id", "utf8").then(
    (text) => text.trim(),
    () => "",
  );
  try {
    // No disk is behind it, and a pod is asked for at every look.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses and may hold anything, parentheses too; the fields follow the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${fields[19]}@${await bootId}`;
  } catch {
    return undefined;
  }
}

function markElsewhere(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: "C" };
    execFile("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { env }, (error, stdout) => {
      const [state, ...started] = stdout.trim().split(/\s+/);
      if (error !== null || state === undefined || state.startsWith("Z")) resolve(undefined);
      else resolve(started.join("_"));
    });
  });
}
