import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { namedFiles } from "./named-files.ts";
import { openIndex } from "./open-index.ts";

/** Throws SLIP-S3-020 unless the index is sound and every file that it names is there with the size that it says. */
export async function checkFolder(folder: string): Promise<void> {
  const index = join(folder, "index.sqlite");
  openIndex(index).close();
  for (const { file, size } of namedFiles(index)) {
    const found = await lstat(join(folder, "files", file)).catch(() => undefined);
    if (found?.isFile() === true && found.size === size) continue;
    const how = found === undefined ? "missing" : `of ${found.size} bytes`;
    throw new SlipwayError(
      "SLIP-S3-020",
      `${index} names the file ${file} of ${size} bytes, which is ${how}`,
    );
  }
}
