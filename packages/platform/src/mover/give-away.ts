import { lchown, lstat, opendir } from "node:fs/promises";
import { join } from "node:path";

/** What a program made so deep that no path leads there any more is its own anyway. */
const NOT_OURS = new Set(["ENOENT", "ENAMETOOLONG", "ENOTDIR"]);

/** Gives all of a tree that belongs to this process' user to another one. Follows no link. */
export async function giveAway(folder: string, owner: number): Promise<void> {
  const mine = process.getuid?.();
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    try {
      if ((await lstat(path)).uid === mine) await lchown(path, owner, owner);
      if (entry.isDirectory()) await giveAway(path, owner);
    } catch (error) {
      if (!NOT_OURS.has(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}
