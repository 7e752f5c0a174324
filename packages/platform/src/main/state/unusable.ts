import { SlipwayError } from "@slipway/model";
import { sqliteFailure } from "#lib/sqlite.ts";
import { wordsOf } from "#lib/words-of.ts";

/** What stands against using the folder, in the catalogue's words. */
export function unusable(root: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const why = wordsOf(error);
  if (isFull(error))
    return new SlipwayError("SLIP-STATE-014", `the disk of ${root} is full: ${why}`, { cause: error });
  return new SlipwayError("SLIP-STATE-004", `the state folder ${root} cannot be used: ${why}`, {
    cause: error,
  });
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT" || sqliteFailure(error) === "full";
}

/** Whether the operating system, or the database that asked it, refused something. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && (("code" in error && /^E/.test(String(error.code))) || "errcode" in error);
}
