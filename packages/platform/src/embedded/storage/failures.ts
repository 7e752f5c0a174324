import { type ErrorCode, SlipwayError } from "@slipway/model";
import { type SqliteFailure, sqliteFailure } from "#lib/sqlite.ts";
import { wordsOf } from "#lib/words-of.ts";

const CODES: Readonly<Record<SqliteFailure, ErrorCode>> = {
  full: "SLIP-STORE-001",
  corrupt: "SLIP-STORE-002",
  locked: "SLIP-STORE-004",
  unreachable: "SLIP-STORE-005",
  other: "SLIP-STORE-005",
};

const SENTENCES: Readonly<Record<SqliteFailure, string>> = {
  full: "the disk is full: nothing was written",
  corrupt: "the object database is damaged",
  locked: "another process uses the object database",
  unreachable: "the object database cannot be read or written",
  other: "the object database failed",
};

/** What SQLite raised, as an error that says what to do; anything else as it is. */
export function storageFailure(error: unknown, file: string): unknown {
  const failure = sqliteFailure(error);
  if (failure === undefined) return error;
  const reason = wordsOf(error);
  return new SlipwayError(CODES[failure], `${SENTENCES[failure]} (${file}: ${reason})`, { cause: error });
}

/** What is left of the disk is kept for removing. */
export function full(file: string): SlipwayError {
  return new SlipwayError(CODES.full, `${SENTENCES.full} (${file})`);
}

export function expired(from: number, compacted: number): SlipwayError {
  return new SlipwayError("SLIP-API-007", `too old resource version: ${from} (${compacted})`);
}

export function closed(): SlipwayError {
  return new SlipwayError("SLIP-STORE-006", "Slipway is stopping; the request was not carried out");
}
