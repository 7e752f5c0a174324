import type { DatabaseSync, SQLInputValue } from "node:sqlite";

export type SqlValue = SQLInputValue;
export type SqlRow = Readonly<Record<string, unknown>>;

export interface Statement {
  run(...values: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  get<R = SqlRow>(...values: readonly SqlValue[]): R | undefined;
  all<R = SqlRow>(...values: readonly SqlValue[]): readonly R[];
}

/** One SQLite file, opened by one process; every call is synchronous. */
export interface Database {
  exec(sql: string): void;
  /** Prepared once and kept by the caller: preparing costs more than running. */
  prepare(sql: string): Statement;
  /** Everything `work` does, or nothing: rolled back when it or the commit throws. Does not nest. */
  transaction<T>(work: () => T): T;
  /** A transaction that need not outlive a power cut, and so does not wait for the disk. */
  relaxed<T>(work: () => T): T;
  /** A consistent copy of the whole database in a new file, as of now; throws when the file exists. */
  copyTo(path: string): void;
  close(): void;
}

export interface OpenOptions {
  /**
   * `durable`: a commit is on the disk when it returns (synchronous=FULL), for what was acknowledged to a user.
   * `relaxed`: survives kill -9, but the last commits may be lost with the machine's power (synchronous=NORMAL).
   * `readonly`: changes nothing, not even what SQLite would put right by itself.
   */
  readonly mode: "durable" | "relaxed" | "readonly";
  /** Refuses a second process on the same file, and saves the shared-memory file. Default false. */
  readonly exclusive?: boolean;
}

/** Opens or creates the file (`:memory:` for a private one); WAL, so that one writer does not stop readers. */
export function openDatabase(path: string, options: OpenOptions): Database {
  const readOnly = options.mode === "readonly";
  const db = new (sqlite().DatabaseSync)(path, { readOnly });
  try {
    db.exec(`PRAGMA busy_timeout = ${options.exclusive === true ? 100 : 2000}`);
    if (options.exclusive === true) db.exec("PRAGMA locking_mode = EXCLUSIVE");
    if (readOnly) return databaseOver(db);
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${options.mode === "durable" ? "FULL" : "NORMAL"}`);
    if (options.exclusive === true) db.exec("BEGIN EXCLUSIVE; COMMIT");
  } catch (error) {
    db.close();
    throw error;
  }
  return databaseOver(db);
}

function databaseOver(db: DatabaseSync): Database {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const transaction = <T>(work: () => T): T => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      rollBack(db);
      throw error;
    }
  };
  return {
    exec: (sql) => db.exec(sql),
    prepare: (sql) => statementOver(db, sql),
    transaction,
    relaxed: (work) => {
      const before = Number(Object.values(db.prepare("PRAGMA synchronous").get() ?? {})[0]);
      db.exec("PRAGMA synchronous = NORMAL");
      try {
        return transaction(work);
      } finally {
        db.exec(`PRAGMA synchronous = ${before}`);
      }
    },
    copyTo: (path) => {
      db.prepare("VACUUM INTO ?").run(path);
    },
    close: () => db.close(),
  };
}

function statementOver(db: DatabaseSync, sql: string): Statement {
  const statement = db.prepare(sql);
  return {
    run: (...values) => {
      const { changes, lastInsertRowid } = statement.run(...values);
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
    },
    get: <R>(...values: readonly SqlValue[]) => statement.get(...values) as R | undefined,
    all: <R>(...values: readonly SqlValue[]) => statement.all(...values) as R[],
  };
}

/** SQLite has rolled back by itself after some failures (disk full, I/O): then there is nothing left to do. */
function rollBack(db: DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // no transaction is active
  }
}

/** What went wrong, as far as a user can do something about it. */
export type SqliteFailure = "full" | "corrupt" | "locked" | "unreachable" | "other";

const FAILURES: Readonly<Record<number, SqliteFailure>> = {
  5: "locked",
  6: "locked",
  8: "unreachable",
  10: "unreachable",
  11: "corrupt",
  13: "full",
  14: "unreachable",
  26: "corrupt",
};

/** As SQLite raises it of a damaged file, for damage that it was asked to look for. */
export function corrupt(what: string): Error {
  return Object.assign(new Error(`database disk image is malformed: ${what}`), { errcode: 11 });
}

/** The kind of failure of an error that SQLite raised; undefined for any other error. */
export function sqliteFailure(error: unknown): SqliteFailure | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return FAILURES[error.errcode & 0xff] ?? "other";
}

let loaded: typeof import("node:sqlite") | undefined;

/** Node 22 warns once that its SQLite is experimental; a user of ours can do nothing with that. */
function sqlite(): typeof import("node:sqlite") {
  if (loaded !== undefined) return loaded;
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    loaded = process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = warn;
  }
  return loaded;
}
