import { lstat } from "node:fs/promises";

/**
 * What is wrong with a file that the index says has so many bytes, as the end of a sentence: "is missing"; undefined where nothing
 * is. A folder or a link in its place is no file. Throws where the file cannot be looked at.
 */
export async function damageOf(path: string, size: number): Promise<string | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (found?.isFile() !== true) return "is missing";
  return found.size === size ? undefined : `has ${found.size} bytes of ${size}`;
}
