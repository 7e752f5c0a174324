import type { Clock } from "#lib/clock.ts";
import type { Database } from "#lib/sqlite.ts";
import { openFile } from "./open-file.ts";
import type { Reserve } from "./reserve.ts";
import { SqliteStorage } from "./sqlite-storage.ts";
import type { Retain, Storage } from "./storage.ts";

export interface StorageOptions {
  /** The SQLite file, or `:memory:`. Its folder must exist. */
  readonly file: string;
  readonly clock: Clock;
  /** Default: the newest 10,000 revisions and everything of the last five minutes. */
  readonly retain?: Retain;
  /** How often followers report progress. Default one minute. */
  readonly progressMs?: number;
  /** Space for removing on a full disk. Default: none. */
  readonly reserve?: Reserve;
}

const RETAIN: Retain = { revisions: 10_000, ms: 300_000 };

/** Opens or creates the file. Nothing is read but its newest revision, however large it is. */
export function createStorage(options: StorageOptions): Storage {
  return storageOver(openFile(options.file), options);
}

/** A storage over a database that `openFile` has opened. */
export function storageOver(
  db: Database,
  { file, clock, retain = RETAIN, progressMs = 60_000, reserve }: StorageOptions,
): Storage {
  return new SqliteStorage(db, { file, clock, retain, progressMs, reserve });
}
