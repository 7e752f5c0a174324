import { readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Folder } from "./entries-below.ts";

/**
 * The folder below `/opt/ml` that results are taken from; undefined when there is none. A program may have put a link in its
 * place, or above it, which leads to what only this container sees: that is left out, and `say` tells.
 */
export async function ownFolder(
  ml: string,
  below: string,
  say: (line: string) => void,
): Promise<Folder | undefined> {
  const path = join(ml, below);
  const [root, found] = await Promise.all([realpath(ml), leadsTo(path)]);
  if (found === undefined) return undefined;
  const knownAs = `/opt/ml/${below}`;
  if (found === join(root, below)) return { path, knownAs };
  say(
    `${knownAs} is not the folder that the program was given but a link to ${JSON.stringify(found)}, and is left out`,
  );
  return undefined;
}

/** What a link says where it leads to nothing that is seen here; undefined where there is nothing at all. */
const leadsTo = (path: string): Promise<string | undefined> =>
  realpath(path).catch(() => readlink(path).catch(() => undefined));
