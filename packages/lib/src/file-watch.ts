import { statSync } from "node:fs";
import { SlipwayError } from "@slipway/model";

interface Seen {
  readonly ino: number;
  readonly size: number;
}

/**
 * Notices that somebody else removed, replaced or cut a database's files while they are open: SQLite would go on writing into a
 * file that no name leads to, or over the hole.
 */
export class FileWatch {
  readonly #files: readonly string[];
  #seen: ReadonlyMap<string, Seen> = new Map();

  constructor(database: string) {
    this.#files = [database, `${database}-wal`];
    this.note();
  }

  /** Throws SLIP-STATE-010 when the files are not those of the last `note`. */
  check(): void {
    for (const [file, seen] of this.#seen) {
      const now = look(file);
      const how =
        now === undefined
          ? "was removed"
          : now.ino !== seen.ino
            ? "was replaced"
            : now.size < seen.size
              ? `was cut from ${seen.size} to ${now.size} bytes`
              : undefined;
      if (how !== undefined) {
        throw new SlipwayError("SLIP-STATE-010", `${file} ${how} by another program while Slipway uses it`);
      }
    }
  }

  /** After a write of our own. */
  note(): void {
    this.#seen = new Map(
      this.#files.flatMap((file) => {
        const now = look(file);
        return now === undefined ? [] : [[file, now] as const];
      }),
    );
  }
}

function look(file: string): Seen | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && { ino: found.ino, size: found.size };
}
