import { lstat, readdir, readlink } from "node:fs/promises";

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Names in a folder; none where there is no folder that may be read. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** Where a symbolic link leads; undefined for anything else. */
export async function linkAt(path: string): Promise<string | undefined> {
  return readlink(path).catch(() => undefined);
}

/** Whether `path` is `folder` or lies below it; both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
