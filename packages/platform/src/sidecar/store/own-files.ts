import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Those of the files below `/opt/ml` that the program left and that hold something, as absolute paths by their last names. One
 * that is a link, or stands behind one, is not the program's own.
 */
export async function ownFiles(
  ml: string,
  below: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const root = await realpath(ml);
  const found: Record<string, string> = {};
  for (const path of below) {
    const parent = await realpath(join(ml, dirname(path))).catch(() => undefined);
    const file = await lstat(join(ml, path)).catch(() => undefined);
    if (parent === join(root, dirname(path)) && file?.isFile() === true && file.size > 0)
      found[basename(path)] = join(ml, path);
  }
  return found;
}
