import { mkdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { EnvironmentPlace } from "./order.ts";

/** Without a word from the home's owner: so much, but no more than a quarter of the disk. */
const LIMIT_BYTES = 20 * 1024 ** 3;
const PART_OF_DISK = 4;

/** Where a home keeps environments, in a folder that only its owner can look into. */
export async function environmentPlace(home: {
  readonly stateDir: string;
  readonly environmentsLimitBytes?: number;
}): Promise<EnvironmentPlace> {
  const dir = join(home.stateDir, "environments");
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { blocks, bsize } = await statfs(dir);
  const usual = Math.min(LIMIT_BYTES, Math.floor((blocks * bsize) / PART_OF_DISK));
  return { dir, limitBytes: home.environmentsLimitBytes ?? usual, podsDir: join(home.stateDir, "pods") };
}
