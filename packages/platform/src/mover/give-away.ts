import { lchown, lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/** What a program made so deep that no path leads there any more is its own anyway. */
const NOT_OURS = new Set(["ENOENT", "ENAMETOOLONG", "ENOTDIR"]);

/**
 * Gives all of a tree that belongs to this process' user to another one, but for files that have another name elsewhere, which are shown and
 * not given. Follows no link.
 */
export async function giveAway(folder: string, owner: number): Promise<void> {
  const mine = process.getuid?.();
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    try {
      const found = await lstat(path);
      const isShown = found.isFile() && found.nlink > 1;
      if (found.uid === mine && !isShown) await lchown(path, owner, owner);
      if (entry.isDirectory()) await giveAway(path, owner);
    } catch (error) {
      if (!NOT_OURS.has(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}
