import { type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import { type SqliteFailure, sqliteFailure } from "#lib/sqlite.ts";
import { wordsOf } from "#lib/words-of.ts";

const CODES: Readonly<Record<SqliteFailure, ErrorCode>> = {
  full: "SLIP-LEDGER-002",
  corrupt: "SLIP-LEDGER-003",
  locked: "SLIP-LEDGER-007",
  unreachable: "SLIP-LEDGER-008",
  other: "SLIP-LEDGER-008",
};

/** What SQLite or the ledger itself threw, as the error that leaves the ledger. */
export function ledgerError(error: unknown, path?: string): SlipwayError {
  if (isSlipwayError(error)) return error;
  const words = wordsOf(error);
  const code = CODES[sqliteFailure(error) ?? "other"];
  return new SlipwayError(code, `the ledger's file${path === undefined ? "" : ` ${path}`}: ${words}`, {
    cause: error,
  });
}
