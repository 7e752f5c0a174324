import { execFile } from "node:child_process";
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";

/** What is left before the place: a message may have to fall back to the log's end. */
const KEEP_BYTES = 64 * 1024;
const BLOCK = 4096;

/**
 * Gives back the disk space of a file's first bytes (a hole, where the system can make one), so that its writer notices nothing and every byte stays at
 * its place. Where no hole can be made, only a file that is read to its end is made anew, with its length and its last bytes.
 */
export async function freeSpace(
  file: string,
  read: { readonly upTo: number; readonly size: number },
): Promise<void> {
  const length = Math.floor((read.upTo - KEEP_BYTES) / BLOCK) * BLOCK;
  if (length <= 0 || (await punched(file, length)) || read.upTo < read.size) return;
  empty(file, { upTo: length, size: read.size });
}

function punched(file: string, length: number): Promise<boolean> {
  const args = ["--punch-hole", "--offset", "0", "--length", String(length), file];
  return new Promise((resolve) => {
    execFile("fallocate", args, { timeout: 30_000 }, (error) => resolve(error === null));
  });
}

/** A file that grows without being written to takes no space. At once, since what is appended meanwhile is lost. */
function empty(file: string, { upTo, size }: { readonly upTo: number; readonly size: number }): void {
  const opened = openSync(file, "r+");
  try {
    const kept = Buffer.alloc(size - upTo);
    const bytes = readSync(opened, kept, 0, kept.length, upTo);
    ftruncateSync(opened, 0);
    ftruncateSync(opened, size);
    writeSync(opened, kept, 0, bytes, upTo);
  } finally {
    closeSync(opened);
  }
}
