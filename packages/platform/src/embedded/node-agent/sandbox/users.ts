import { readFile } from "node:fs/promises";

/** Users and groups of this machine that belong to one pod: `first` is root to its programs, `first + n` is user n. */
export interface IdRange {
  readonly first: number;
  readonly count: number;
}

/** Room for the ranges of so many pods, one after the other. */
export interface IdSpace {
  readonly first: number;
  readonly each: number;
  readonly pods: number;
}

/**
 * Above what systemd gives to containers and below what it reserves (https://systemd.io/UIDS-GIDS), so that nothing on
 * the machine belongs to them.
 */
const WIDE: IdSpace = { first: 1_879_048_192, each: 65_536, pods: 4_000 };

/** Inside a container that has few ids itself: one for each pod, right below the overflow id. */
const NARROW_PODS = 4_000;
const OVERFLOW_ID = 65_534;

/** The ids that pods may have where this process may give any; undefined where it has too few of its own. */
export async function idSpace(): Promise<IdSpace | undefined> {
  const maps = await Promise.all(["/proc/self/uid_map", "/proc/self/gid_map"].map(mapped));
  const has = (space: IdSpace) => {
    const end = space.first + space.each * space.pods;
    return maps.every((map) => map.some(({ first, count }) => first <= space.first && first + count >= end));
  };
  return [WIDE, { first: OVERFLOW_ID - NARROW_PODS, each: 1, pods: NARROW_PODS }].find(has);
}

async function mapped(file: string): Promise<readonly IdRange[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([first = 0, , count]) => (count === undefined ? [] : [{ first, count }]));
}
