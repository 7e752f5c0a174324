import { existsSync, rmSync, statSync } from "node:fs";
import { SlipwayError } from "@slipway/model";
import { CommitMark } from "./commit-mark.ts";
import { FileWatch } from "./file-watch.ts";
import { corrupt, type Database, openDatabase } from "./sqlite.ts";

export interface KeptOptions {
  readonly exclusive?: boolean;
  /** Brings the file to this version's schema. */
  readonly migrate: (db: Database) => void;
}

/** A file that is larger is not read through at a start: that would take longer than a start may. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/**
 * Opens or creates a database whose commits were promised to somebody, and notices what SQLite does not: that the file, or the
 * end of its write-ahead log, is gone or another one. Each transaction counts one commit, in the file and in a mark beside it.
 * Throws SLIP-STATE-009 when the file holds fewer commits than the mark says, before anything is changed; once it is open,
 * transactions throw SLIP-STATE-010 when somebody else changed the files.
 */
export function openKept(path: string, { exclusive = false, migrate }: KeptOptions): Database {
  if (path === ":memory:") return migrated(openDatabase(path, { mode: "durable", exclusive }), migrate);
  const mark = new CommitMark(path);
  const marked = mark.read();
  const asLeft = mark.isAsLeft(marked);
  if (marked.commits > 0 && !asLeft) checkNothingLost(path, mark, marked.commits);
  const db = openDatabase(path, { mode: "durable", exclusive });
  try {
    if (!asLeft) checkPages(db, path);
    migrate(db);
    return counted(db, { mark, watch: new FileWatch(path), commits: prepareCount(db) });
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Looks without changing a byte, so that what is left of the file stays for whoever can still mend it. */
function checkNothingLost(path: string, mark: CommitMark, promised: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  const held = size === undefined || size === 0 ? 0 : countIn(path);
  if (held >= promised) return;
  const what =
    size === undefined
      ? `${path} is gone`
      : size === 0
        ? `${path} is empty`
        : `${path} holds ${held} commits of ${promised}: the file was replaced by an older one, or its ${path}-wal was cut, changed or removed`;
  throw new SlipwayError("SLIP-STATE-009", `${what} (${mark.path} says that it had ${promised})`);
}

function countIn(path: string): number {
  const shared = `${path}-shm`;
  const wasThere = existsSync(shared);
  const db = openDatabase(path, { mode: "readonly" });
  try {
    return commitsIn(db);
  } finally {
    db.close();
    if (!wasThere) rmSync(shared, { force: true });
  }
}

function checkPages(db: Database, path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > CHECKED_BYTES) return;
  const said = String(Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0]);
  if (said !== "ok") throw corrupt(said);
}

function migrated(db: Database, migrate: (db: Database) => void): Database {
  try {
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The table is no matter of the schema's version: whoever does not know it, can do without it. */
function prepareCount(db: Database): number {
  if (!hasCount(db)) {
    db.transaction(() => {
      db.exec("CREATE TABLE commits(n INTEGER NOT NULL) STRICT; INSERT INTO commits VALUES (0)");
    });
  }
  return commitsIn(db);
}

function commitsIn(db: Database): number {
  return hasCount(db) ? (db.prepare("SELECT n FROM commits").get<{ n: number }>()?.n ?? 0) : 0;
}

function hasCount(db: Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'commits'").get() !== undefined;
}

function counted(
  db: Database,
  state: { readonly mark: CommitMark; readonly watch: FileWatch; readonly commits: number },
): Database {
  const { mark, watch } = state;
  let { commits } = state;
  const count = db.prepare("UPDATE commits SET n = ?");
  const watched = <T>(write: () => T): T => {
    watch.check();
    try {
      return write();
    } finally {
      // What a write that failed has changed was our own doing as well.
      watch.note();
    }
  };
  mark.write(commits);
  return {
    ...db,
    exec: (sql) => watched(() => db.exec(sql)),
    transaction: (work) => {
      const result = watched(() =>
        db.transaction(() => {
          const done = work();
          count.run(commits + 1);
          return done;
        }),
      );
      mark.write(++commits);
      return result;
    },
    relaxed: (work) => watched(() => db.relaxed(work)),
    close: () => {
      let sound = true;
      try {
        watch.check();
      } catch {
        sound = false;
      }
      db.close();
      if (sound) mark.close(commits);
    },
  };
}
