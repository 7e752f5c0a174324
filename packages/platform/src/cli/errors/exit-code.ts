import type { CatalogueEntry, ErrorCode, SlipwayError } from "@slipway/model";

export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  auth: 4,
  conflict: 5,
  unreachable: 6,
  timeout: 7,
  quota: 8,
  waitFailed: 100,
  waitUnfinished: 101,
  waitNotFound: 102,
  waitStopped: 103,
  interrupted: 130,
} as const;

const OF_CODE: Partial<Record<ErrorCode, number>> = {
  "SLIP-CLI-001": EXIT.usage,
  "SLIP-CLI-004": EXIT.unreachable,
  "SLIP-CLI-005": EXIT.waitFailed,
  "SLIP-CLI-006": EXIT.waitUnfinished,
  "SLIP-CLI-007": EXIT.waitNotFound,
  "SLIP-CLI-008": EXIT.waitStopped,
  "SLIP-CLI-010": EXIT.failure,
  "SLIP-CLI-011": EXIT.usage,
  "SLIP-CLI-027": EXIT.usage,
  "SLIP-CLI-028": EXIT.usage,
  "SLIP-CLI-029": EXIT.usage,
  "SLIP-CLIENT-001": EXIT.unreachable,
  "SLIP-CLIENT-002": EXIT.unreachable,
  "SLIP-CLIENT-010": EXIT.unreachable,
  "SLIP-S3-019": EXIT.unreachable,
  "SLIP-STATE-005": EXIT.unreachable,
  "SLIP-STORE-006": EXIT.unreachable,
  "SLIP-STORE-007": EXIT.unreachable,
};

const OF_REASON: Partial<Record<CatalogueEntry["reason"], number>> = {
  NotFound: EXIT.notFound,
  Unauthorized: EXIT.auth,
  Forbidden: EXIT.auth,
  AlreadyExists: EXIT.conflict,
  Conflict: EXIT.conflict,
  Timeout: EXIT.timeout,
  TooManyRequests: EXIT.quota,
};

/** What a script is told of an error; the same error gives the same number at every command. */
export function exitCodeOf(error: SlipwayError): number {
  return OF_CODE[error.code] ?? OF_REASON[error.entry.reason] ?? EXIT.failure;
}
