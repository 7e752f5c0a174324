import { open, stat } from "node:fs/promises";
import type { Engine } from "./engine.ts";

/**
 * Appends to the log what it lacks of a container's output: everything behind its first `base` bytes, which others have written,
 * is the output's beginning. Cut off at any place it goes on there when it is called again. What a full disk does not take
 * is lost, unless there is room at a later call.
 */
export async function copyOutput(
  engine: Engine,
  name: string,
  to: {
    readonly log: string;
    readonly base: number;
    readonly follow: boolean;
    readonly signal: AbortSignal;
    /** Called with all of the output, from its first byte. */
    passed(bytes: Buffer): void;
  },
): Promise<void> {
  const size = (await stat(to.log).catch(() => undefined))?.size ?? 0;
  let known = Math.max(0, size - to.base);
  const file = await open(to.log, "a", 0o600);
  try {
    for await (const bytes of engine.output(name, to)) {
      to.passed(bytes);
      const fresh = bytes.subarray(Math.min(known, bytes.length));
      known -= bytes.length - fresh.length;
      if (fresh.length > 0) await file.appendFile(fresh);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!to.signal.aborted && code !== "ENOSPC" && code !== "EDQUOT") throw error;
  } finally {
    await file.close();
  }
}
