import { statfs } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";

/** What stays free beside it. */
const SPARE_BYTES = 16 * 1024 * 1024;

/** Throws SLIP-STATE-014 unless the folder's disk has room for so many bytes more. */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  throw new SlipwayError(
    "SLIP-STATE-014",
    `the disk of ${folder} has ${mib(free)} free, and the restore needs ${mib(bytes + SPARE_BYTES)}`,
  );
}

const mib = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
