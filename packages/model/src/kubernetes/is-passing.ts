import { isSlipwayError, type SlipwayError } from "../errors/slipway-error.ts";

/** Connections that were refused, broke off or fell silent, and what a server turned away for its load. */
const PASSING: ReadonlySet<string> = new Set([
  "SLIP-CLIENT-001",
  "SLIP-CLIENT-004",
  "SLIP-CLIENT-006",
  "SLIP-CLIENT-010",
  "SLIP-STORE-007",
]);

/** Trouble on the way or in the server, which time may mend. */
export function isPassing(error: unknown): error is SlipwayError {
  return isSlipwayError(error) && (PASSING.has(error.code) || error.entry.http >= 500);
}
