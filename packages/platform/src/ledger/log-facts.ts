import { SlipwayError } from "@slipway/model";
import type { LogStream } from "./ledger.ts";

/** What a stored line costs beside its text. */
export const LINE_OVERHEAD_BYTES = 24;
/** A page ends before its texts exceed this, whatever the number of lines asked for. */
export const PAGE_BYTES = 4 * 1024 * 1024;
/** So many lines are read at a time while a page is filled: 64 KiB lines must not arrive by the thousand. */
export const STEP_LINES = 256;
export const MAX_STREAMS_FOUND = 1000;
/** An open stream keeps this many of its newest lines whatever happens. */
export const OPEN_TAIL_LINES = 1000;

export function gap(stream: LogStream, from: number, length: number): SlipwayError {
  return new SlipwayError(
    "SLIP-LEDGER-001",
    `log of ${stream.pod}/${stream.container}: lines from ${from} on were sent, but only ${length} are stored`,
  );
}

export function alreadyClosed(stream: LogStream, length: number): SlipwayError {
  return new SlipwayError(
    "SLIP-LEDGER-009",
    `log of ${stream.pod}/${stream.container} was closed at ${length} lines and takes no more`,
  );
}
