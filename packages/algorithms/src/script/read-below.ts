import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";

const LONGEST = 4 * 1024 * 1024;

/**
 * The text of a file below a folder of somebody else's; undefined for what is not there, is no regular file of a decent
 * size, or leads out of the folder.
 */
export async function readBelow(folder: string, path: string): Promise<string | undefined> {
  try {
    if (path.startsWith(sep) || path.split(sep).includes("..")) return undefined;
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (!real.startsWith(`${root}${sep}`)) return undefined;
    const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      return stats.isFile() && stats.size <= LONGEST ? await file.readFile("utf8") : undefined;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
