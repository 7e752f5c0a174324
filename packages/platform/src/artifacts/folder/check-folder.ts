import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { damageOf } from "./damage-of.ts";
import { namedFiles } from "./named-files.ts";
import { openIndex } from "./open-index.ts";

/** Throws SLIP-S3-020 unless the index is sound and every file that it names is there with the size that it says. */
export async function checkFolder(folder: string): Promise<void> {
  const index = join(folder, "index.sqlite");
  openIndex(index).close();
  for (const { file, size } of namedFiles(index)) {
    const damage = damageOf(join(folder, "files", file), size);
    if (damage !== undefined)
      throw new SlipwayError("SLIP-S3-020", `${index} names the file ${file}, which ${damage}`);
  }
}
