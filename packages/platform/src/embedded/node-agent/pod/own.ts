import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { IdRange } from "../sandbox/users.ts";

/** Gives a file or folder that was made for the pod to the pod's own users, where it has some. */
export function own(path: string, ids: IdRange | undefined, mode: number): void {
  chmodSync(path, mode);
  if (ids !== undefined) chownSync(path, ids.first, ids.first);
}

/**
 * Makes the folders on a path below a volume that are missing. Ends at a link: an earlier program of the pod may have put
 * it there, and it would be followed on this machine.
 */
export function makeFolders(
  volume: string,
  { below, ids }: { readonly below: string; readonly ids: IdRange | undefined },
): void {
  let path = volume;
  for (const word of below.split("/").filter((word) => word !== "")) {
    path = join(path, word);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) continue;
    if (found !== undefined) return;
    mkdirSync(path);
    own(path, ids, 0o777);
  }
}
