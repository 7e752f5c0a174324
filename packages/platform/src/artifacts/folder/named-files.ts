import { openDatabase } from "#lib/sqlite.ts";
import type { Segment } from "./body-files.ts";

/** The files that an index refers to, each once; a page at a time, since there may be millions. */
export function* namedFiles(index: string): Generator<Segment> {
  const db = openDatabase(index, { mode: "readonly" });
  try {
    const page = db.prepare(
      `SELECT file, size FROM (SELECT file, size FROM segments UNION ALL SELECT file, size FROM parts)
       WHERE file > ? ORDER BY file LIMIT 1000`,
    );
    for (let after = ""; ; ) {
      const rows = page.all<{ file: string; size: number }>(after);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.file;
    }
  } finally {
    db.close();
  }
}
