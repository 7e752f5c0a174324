import { execFile } from "node:child_process";
import { truncate } from "node:fs/promises";

/** What is left before the place: a message may have to fall back to the log's end. */
const KEEP_BYTES = 64 * 1024;
const BLOCK = 4096;

/**
 * Gives back the disk space of a file's first bytes without moving the rest (a hole, where the system can make one), so
 * that its writer notices nothing. Returns where reading goes on: at the same place, or at 0 when all that could be done
 * was to cut the file off, which only happens when it is read to its end.
 */
export async function freeSpace(
  file: string,
  read: { readonly upTo: number; readonly size: number },
): Promise<number> {
  const length = Math.floor((read.upTo - KEEP_BYTES) / BLOCK) * BLOCK;
  if (length <= 0 || (await punched(file, length)) || read.upTo < read.size) return read.upTo;
  await truncate(file, 0);
  return 0;
}

function punched(file: string, length: number): Promise<boolean> {
  const args = ["--punch-hole", "--offset", "0", "--length", String(length), file];
  return new Promise((resolve) => {
    execFile("fallocate", args, { timeout: 30_000 }, (error) => resolve(error === null));
  });
}
