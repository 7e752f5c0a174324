import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { linkOrCopy } from "./link-or-copy.ts";
import { namedFiles } from "./named-files.ts";
import type { FolderBacking } from "./object-writer.ts";

/**
 * Copies the index first, then the files it names, as links where the file system can: none is removed meanwhile, and none
 * ever changes.
 */
export async function copyFolder(backing: FolderBacking, folder: string): Promise<void> {
  const release = backing.files.hold();
  try {
    await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
    const index = join(folder, "index.sqlite");
    backing.db.copyTo(index);
    for (const { file, size } of namedFiles(index)) {
      await backing.files.check([{ file, size }]);
      await linkOrCopy(backing.files.path(file), join(folder, "files", file));
    }
  } finally {
    await release();
  }
}
