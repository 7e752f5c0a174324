import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "#lib/sqlite.ts";
import { linkOrCopy } from "./link-or-copy.ts";
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
    for (const file of namedFiles(index)) {
      await linkOrCopy(shelf.files.path(file), join(folder, "files", file));
    }
  } finally {
    await release();
  }
}

/** A page at a time: an index may name millions. */
function* namedFiles(index: string): Generator<string> {
  const db = openDatabase(index, { mode: "readonly" });
  try {
    const page = db.prepare(
      "SELECT file FROM (SELECT file FROM segments UNION ALL SELECT file FROM parts) WHERE file > ? ORDER BY file LIMIT 1000",
    );
    for (let after = ""; ; ) {
      const rows = page.all<{ file: string }>(after);
      for (const row of rows) yield row.file;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.file;
    }
  } finally {
    db.close();
  }
}
