import type { LogStream, StoredLogLine } from "#ledger/ledger.ts";
import { type Members, text } from "../call.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { needStream } from "./log-groups.ts";
import { type PagePlace, pagePlace, pageToken } from "./page-token.ts";
import { firstIndexAt, firstLines, type LineRange, lastLines } from "./stream-lines.ts";

/** AWS's own bounds of a page. */
const MOST_EVENTS = 10_000;
const PAGE_BYTES = 1024 * 1024;

/**
 * GetLogEvents: a page of a stream, forward or backward, with a token for each direction; at an end the token is the one that was asked
 * with. A page costs what it holds, and its times some lines more.
 */
export async function getLogEvents(input: Members, call: LedgerCall): Promise<Members> {
  const { stream } = await needStream(call, input, text(input, "logStreamName"));
  const token = input["nextToken"] === undefined ? undefined : pagePlace(text(input, "nextToken"));
  const range = await timesOf(call, stream, input);
  const bounds = { limit: Number(input["limit"] ?? MOST_EVENTS), bytes: PAGE_BYTES };
  const forward =
    (token?.direction ?? (input["startFromHead"] === true ? "forward" : "backward")) === "forward";
  const asked = forward
    ? { from: Math.max(token?.index ?? 0, range.from), to: range.to }
    : { from: range.from, to: Math.min(token?.index ?? range.to, range.to) };
  const lines = await (forward ? firstLines : lastLines)(call.ledger, stream, { ...asked, ...bounds });
  const at = { forward: forward ? asked.from : asked.to, backward: forward ? asked.from : asked.to };
  return { events: lines.map(eventOf), ...tokens(lines, { token, at }) };
}

/** Without lines both tokens lead back to where nothing was found, and the one that was asked with is the same. */
function tokens(
  lines: readonly StoredLogLine[],
  {
    token,
    at,
  }: {
    readonly token: PagePlace | undefined;
    readonly at: { readonly forward: number; readonly backward: number };
  },
): Members {
  const [first, last] = [lines[0], lines.at(-1)];
  const kept = lines.length === 0 ? token : undefined;
  const place = (direction: PagePlace["direction"], index: number): string =>
    pageToken(kept?.direction === direction ? kept : { direction, index });
  return {
    nextForwardToken: place("forward", last === undefined ? at.forward : last.index + 1),
    nextBackwardToken: place("backward", first === undefined ? at.backward : first.index),
  };
}

/** The lines from startTime on and before endTime, in milliseconds since 1970. */
async function timesOf({ ledger }: LedgerCall, stream: LogStream, input: Members): Promise<LineRange> {
  const length = await ledger.logLength(stream);
  const indexAt = (time: unknown, otherwise: number): number | Promise<number> =>
    time === undefined ? otherwise : firstIndexAt(ledger, stream, { at: Number(time), length });
  const [from, to] = await Promise.all([indexAt(input["startTime"], 0), indexAt(input["endTime"], length)]);
  return { from, to };
}

/** When a line came in is not kept: it is told as when it was written. */
function eventOf({ at, text: message }: StoredLogLine): Members {
  return { timestamp: at.getTime(), message, ingestionTime: at.getTime() };
}
