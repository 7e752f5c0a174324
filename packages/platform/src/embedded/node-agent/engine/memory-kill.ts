import { closeSync, constants, openSync, readSync } from "node:fs";

const RECORD_BYTES = 16 * 1024;

/**
 * Whether the kernel says that it killed in the container of this id for want of memory: its log names the control group, and an
 * engine names that after the container. Undefined where the log cannot be read; of ten such kills in a few seconds
 * the kernel tells no more.
 */
export function wasKilledForMemory(id: string): boolean | undefined {
  let log: number | undefined;
  try {
    log = openSync("/dev/kmsg", constants.O_RDONLY | constants.O_NONBLOCK);
    return isNamed(log, id);
  } catch {
    return undefined;
  } finally {
    if (log !== undefined) closeSync(log);
  }
}

/** One read is one record. */
function isNamed(log: number, id: string): boolean {
  const record = Buffer.alloc(RECORD_BYTES);
  for (;;) {
    try {
      const text = record.toString("latin1", 0, readSync(log, record, 0, RECORD_BYTES, null));
      if (text.includes("oom-kill:") && text.includes(id)) return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") return false;
      // What was to be read next was overwritten meanwhile.
      if (code !== "EPIPE") throw error;
    }
  }
}
