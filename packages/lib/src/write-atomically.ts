import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a small file whole or not at all, durably: a crash leaves the old content or the new one. */
export function writeAtomically(path: string, content: string, mode = 0o644): void {
  withDraft(path, { content, mode }, (draft) => renameSync(draft, path));
}

/** The same for a file that is made once: false, and nothing written, where somebody's is there already. */
export function writeOnce(path: string, content: string, mode = 0o644): boolean {
  try {
    withDraft(path, { content, mode }, (draft) => linkSync(draft, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function withDraft(
  path: string,
  file: { readonly content: string; readonly mode: number },
  place: (draft: string) => void,
): void {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    const handle = openSync(draft, "wx", file.mode);
    try {
      // Not writeSync, which on a disk that gets full writes a part and says so in its answer only.
      writeFileSync(handle, file.content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    place(draft);
    syncFolder(dirname(path));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A new name outlives a power cut once its folder is on the disk too. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
