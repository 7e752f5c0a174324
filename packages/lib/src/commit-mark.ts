import { closeSync, constants, ftruncateSync, openSync, statSync, writeSync } from "node:fs";
import { readIfThere } from "./read-if-there.ts";

/** How a closed file was left; one that is still so was touched by nobody. */
interface Left {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

interface Mark {
  readonly commits: number;
  /** Absent while the database is open, and after its process was killed. */
  readonly left?: Left;
}

/** Less than a sector, always the same length, written in place: it is never half there and needs no new space. */
const BYTES = 256;

/**
 * Beside a database, how many commits it has taken. It is written after each commit and not synced: it may be older than the
 * database, never newer, so a database with fewer commits has lost some.
 */
export class CommitMark {
  readonly path: string;
  readonly #database: string;
  #file: number | undefined;

  constructor(database: string) {
    this.#database = database;
    this.path = `${database.replace(/\.sqlite$/, "")}.mark`;
  }

  /** Zero commits where there is no mark, or none that can be understood: it then says nothing. */
  read(): Mark {
    try {
      const mark = JSON.parse(readIfThere(this.path) ?? "") as Mark;
      return Number.isInteger(mark.commits) ? mark : { commits: 0 };
    } catch (error) {
      if (error instanceof SyntaxError) return { commits: 0 };
      throw error;
    }
  }

  /** Whether nobody has touched the database since it was closed. */
  isAsLeft({ left }: Mark): boolean {
    const now = this.#look();
    return (
      left !== undefined && now?.size === left.size && now.mtimeMs === left.mtimeMs && now.ino === left.ino
    );
  }

  write(commits: number): void {
    this.#put({ commits });
  }

  /** After the database was closed in good order. */
  close(commits: number): void {
    const left = this.#look();
    if (left !== undefined) this.#put({ commits, left });
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #put(mark: Mark): void {
    this.#file ??= openInPlace(this.path);
    try {
      writeSync(this.#file, `${JSON.stringify(mark).padEnd(BYTES - 1)}\n`, 0);
    } catch {
      // A full disk has no place for a new mark; one that stays as it was notices less, and no false thing.
    }
  }

  #look(): Left | undefined {
    const found = statSync(this.#database, { throwIfNoEntry: false });
    return found && { size: found.size, mtimeMs: found.mtimeMs, ino: found.ino };
  }
}

function openInPlace(path: string): number {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  ftruncateSync(file, BYTES);
  return file;
}
