import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { linkOrCopy } from "./link-or-copy.ts";
import { namedFiles } from "./named-files.ts";
import type { Shelf } from "./object-writer.ts";

/**
 * Copies the index first, then the files it names, as links where the file system can: none is removed meanwhile, and none
 * ever changes.
 */
export async function copyFolder(shelf: Shelf, folder: string): Promise<void> {
  const release = shelf.files.hold();
  try {
    await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
    const index = join(folder, "index.sqlite");
    shelf.db.copyTo(index);
    for (const { file, size } of namedFiles(index)) {
      await shelf.files.check([{ file, size }]);
      await linkOrCopy(shelf.files.path(file), join(folder, "files", file));
    }
  } finally {
    await release();
  }
}
