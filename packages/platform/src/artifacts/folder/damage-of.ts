import { lstatSync, type Stats } from "node:fs";

/**
 * What is wrong with a file that the index says has so many bytes, as the end of a sentence: "is missing"; undefined where nothing
 * is. A folder or a link in its place is no file. Throws where the file cannot be looked at.
 */
export function damageOf(path: string, size: number): string | undefined {
  const found = look(path);
  if (found?.isFile() !== true) return "is missing";
  return found.size === size ? undefined : `has ${found.size} bytes of ${size}`;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}
