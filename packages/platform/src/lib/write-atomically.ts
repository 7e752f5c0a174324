import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** Writes a small file whole or not at all, durably: a crash leaves the old content or the new one. */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  const partial = `${path}.${randomUUID()}.tmp`;
  try {
    const file = openSync(partial, "w", mode);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
