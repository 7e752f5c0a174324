import { KEPT_PIECE } from "@slipway/model/kubernetes/kept-logs.ts";
import type { LogLine } from "#ledger/ledger.ts";

/** A line of the log API with `timestamps`, as the ledger's lines: one that is too long in pieces, always the same ones. */
export function parseLogLine(line: string): readonly LogLine[] {
  const space = line.indexOf(" ");
  const at = new Date(space === -1 ? line : line.slice(0, space));
  const known = !Number.isNaN(at.getTime());
  const text = known && space !== -1 ? line.slice(space + 1) : known ? "" : line;
  // What carries no time is the kubelet's own word on why there is no log; it is told as of the epoch, and so never twice.
  const time = known ? at : new Date(0);
  if (text.length <= KEPT_PIECE) return [{ at: time, text }];
  const pieces: LogLine[] = [];
  for (let from = 0; from < text.length; from += KEPT_PIECE)
    pieces.push({ at: time, text: text.slice(from, from + KEPT_PIECE) });
  return pieces;
}
