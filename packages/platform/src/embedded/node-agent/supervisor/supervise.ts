import { spawn } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { getPriority, constants as osConstants, setPriority } from "node:os";
import { join } from "node:path";

export interface SuperviseOptions {
  readonly podFolder: string;
  readonly attempt: number;
  readonly restartPolicy: string;
  /** Seconds that sidecars get once the program has ended. */
  readonly sidecarSeconds: number;
  /** All that anything in the pod inherits. */
  readonly environment: Readonly<Record<string, string>>;
  /** It leaves the processors to what answers people, when both want them. */
  readonly isBackground: boolean;
}

const { PRIORITY_LOW: LOWEST_PRIORITY } = osConstants.priority;
/** How much less than this process's own. */
const BACKGROUND_PRIORITY = 5;

/**
 * Starts a pod's supervisor in a session of its own, so that it outlives this process. Starting the same attempt twice
 * is harmless: the second one finds the lock taken and leaves.
 */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const out = openSync(join(options.podFolder, "supervisor.log"), "a", 0o600);
  try {
    const child = spawn(
      "/bin/sh",
      [
        join(options.podFolder, "supervise.sh"),
        String(options.attempt),
        options.restartPolicy,
        String(options.sidecarSeconds),
      ],
      { detached: true, stdio: ["ignore", out, out], env: options.environment, cwd: "/" },
    );
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    if (options.isBackground && child.pid !== undefined) lowerPriority(child.pid);
    child.unref();
  } finally {
    closeSync(out);
  }
}

/** Inherited by all that the supervisor starts, which takes it longer than this. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, Math.min(LOWEST_PRIORITY, getPriority() + BACKGROUND_PRIORITY));
  } catch {
    // It has left already.
  }
}

/**
 * Gives a supervisor one order; false when there is nobody to take it, now or for ever. One that is just ending may leave
 * it unread: its facts say that it is done.
 */
export function order(podFolder: string, attempt: number, line: string): boolean {
  try {
    // Without O_NONBLOCK the open would wait for a reader that may never come.
    const pipe = openSync(join(podFolder, `ctl.${attempt}`), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(pipe, `${line}\n`);
      return true;
    } finally {
      closeSync(pipe);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENXIO" || code === "ENOENT" || code === "EAGAIN" || code === "EPIPE") return false;
    throw error;
  }
}
