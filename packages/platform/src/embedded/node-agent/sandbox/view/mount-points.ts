import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists, isWithin, linkAt, namesIn } from "./paths.ts";

/**
 * Where a mount path is in the view: bwrap does not follow links above a mount point, and what is shown of this machine
 * may have some.
 */
export async function mountPoint(path: string, shown: readonly string[]): Promise<string> {
  const first = `/${path.split("/")[1] ?? ""}`;
  const link = shown.includes(first) ? await linkAt(first) : undefined;
  const followed = link === undefined ? path : join("/", link, path.slice(first.length));
  if (!shown.some((folder) => isWithin(followed, folder))) return followed;
  const above = await deepestExisting(followed);
  return join(await realpath(above), followed.slice(above.length));
}

/**
 * Folders of this machine in which mount points are missing: what is shown of it is read-only, so these must be made
 * anew with the same entries.
 */
export async function openedFolders(
  points: readonly string[],
  shown: readonly string[],
): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const point of points)
    if (shown.some((folder) => isWithin(point, folder)) && !(await exists(point)))
      folders.add(await deepestExisting(point));
  return [...folders].sort();
}

/** bwrap's options for a folder made anew, in which more can be mounted. */
export async function withEntries(folder: string): Promise<readonly string[]> {
  const parts = await Promise.all(
    (await namesIn(folder)).map(async (name) => {
      const path = join(folder, name);
      const link = await linkAt(path);
      return link === undefined ? ["--ro-bind-try", path, path] : ["--symlink", link, path];
    }),
  );
  return ["--tmpfs", folder, ...parts.flat()];
}

async function deepestExisting(path: string): Promise<string> {
  let folder = path;
  while (!(await exists(folder))) folder = dirname(folder);
  return folder;
}
