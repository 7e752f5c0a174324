import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { EnvironmentPlace } from "./order.ts";

/** Without a word from the home's owner: so much, but no more than a quarter of the disk. */
const LIMIT_BYTES = 20 * 1024 ** 3;
const PART_OF_DISK = 4;

/** Where a home keeps environments; the folder is made with the first of them, so that a full disk keeps no home from starting. */
export async function environmentPlace(home: {
  readonly stateDir: string;
  readonly environmentsLimitBytes?: number;
}): Promise<EnvironmentPlace> {
  const { blocks, bsize } = await statfs(home.stateDir);
  const usual = Math.min(LIMIT_BYTES, Math.floor((blocks * bsize) / PART_OF_DISK));
  return {
    dir: join(home.stateDir, "environments"),
    limitBytes: home.environmentsLimitBytes ?? usual,
    podsDir: join(home.stateDir, "pods"),
  };
}
