import { isSlipwayError } from "@slipway/model";
import type { Database } from "#lib/sqlite.ts";
import { full } from "./failures.ts";
import type { PendingChange } from "./tables.ts";

/** Space that is kept for removing. */
export interface Reserve {
  /** Frees it; false when that was done before. */
  give(): boolean;
  /** Whether it is given up. */
  readonly spent: boolean;
  /** Whether what takes space for good may be stored: not once the reserve is given up, and until it is there again. */
  mayGrow(): boolean;
}

/** Of an object that is removed, or that waits for its finalizers to be. */
export function isLeaving({ change }: PendingChange): boolean {
  return change.type === "removed" || change.object.metadata.deletionTimestamp !== undefined;
}

/** On a full disk what frees space is written with the help of the reserve, and nothing else is. */
export function withReserve(
  write: () => void,
  how: {
    readonly reserve: Reserve;
    readonly file: string;
    readonly frees: boolean;
    readonly db: Database;
  },
): void {
  const { reserve, file, frees, db } = how;
  if (!frees && !reserve.mayGrow()) throw full(file);
  try {
    write();
  } catch (error) {
    if (!frees || !isSlipwayError(error, "SLIP-STORE-001") || !reserve.give()) throw error;
    write();
  }
  if (reserve.spent) shrinkLog(db);
}

/** The write-ahead log takes as much space as the reserve has, if it is let. */
function shrinkLog(db: Database): void {
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // The next commit tries again; everything is in the log meanwhile.
  }
}
