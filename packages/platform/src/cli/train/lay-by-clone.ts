import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { incomingFolder, incomingSource } from "@slipway/model/incoming-files.ts";

/** A file that was laid where a home on this machine takes it in. */
export interface LaidFile {
  /** What the home knows it as. */
  readonly source: string;
  /** Removes it where it was not taken. */
  remove(): Promise<void>;
}

/** Lays a file there; undefined where that cannot be done without a copy. */
export type Lay = (path: string) => Promise<LaidFile | undefined>;

/** Less is sent as soon as it is cloned. */
const LEAST_BYTES = 1 << 20;

/**
 * Lays clones of files into the folder of a home's state: they take no space of the disk until one of the two is changed, so that the home's is a
 * file of its own. Only the home's own user can, and only on a file system that clones; after the first file that cannot be nothing is tried any more.
 */
export function layByClone(stateDir: string, clone = reflink): Lay {
  const folder = incomingFolder(join(stateDir, "artifacts"));
  let isPossible = true;
  return async (path) => {
    if (!isPossible) return undefined;
    const name = randomUUID();
    const place = join(folder, name);
    try {
      await clone(path, place);
      return { source: incomingSource(name), remove: () => rm(place, { force: true }) };
    } catch {
      isPossible = false;
      return undefined;
    }
  };
}

export const isWorthLaying = (size: number): boolean => size >= LEAST_BYTES;

const reflink = (from: string, to: string): Promise<void> =>
  copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
