import { SlipwayError } from "@slipway/model";
import type { LogStream } from "../../ledger.ts";
import { chunkOf, deflated, type LineChunk, packOf, type StoredChunk } from "./line-chunk.ts";
import { joinPacks, withoutFirst } from "./line-pack.ts";

/** What a stored chunk costs beside its bytes. */
export const CHUNK_OVERHEAD_BYTES = 24;

/** A stream's row. From `looseFrom` on its chunks are small ones that are still to be put together. */
export interface StreamState {
  readonly length: number;
  readonly closed: boolean;
  readonly looseFrom: number;
  readonly looseChunks: number;
  readonly looseBytes: number;
}

export const NEW_STREAM: StreamState = {
  length: 0,
  closed: false,
  looseFrom: 0,
  looseChunks: 0,
  looseBytes: 0,
};

/** Loose chunks are put together when there are so many, or so much of them: a line is written twice at most. */
const MOST_LOOSE = 64;
const MOST_LOOSE_BYTES = 48 * 1024;

/** What an append comes to: loose chunks from `replaceFrom` on go, these are stored one after the other from there on. */
export interface AppendPlan {
  readonly replaceFrom: number;
  readonly chunks: readonly LineChunk[];
  readonly after: StreamState;
  /** Bytes as retention counts them; what goes is taken off. */
  readonly bytes: number;
}

/** The chunks of an append whose first line has index `from`, without the lines that are stored already. Throws on a gap, and on new lines after the end. */
export function freshChunks(
  stream: LogStream,
  from: number,
  { state, chunks }: { readonly state: StreamState; readonly chunks: readonly LineChunk[] },
): readonly LineChunk[] {
  const { length, closed } = state;
  if (from > length) throw gap(stream, from, length);
  let known = length - from;
  const fresh = chunks.flatMap((chunk) => {
    const skip = Math.min(known, chunk.count);
    known -= skip;
    if (skip === 0) return [chunk];
    return skip === chunk.count ? [] : [chunkOf(withoutFirst(packOf(chunk), skip))];
  });
  if (fresh.length > 0 && closed) throw alreadyClosed(stream, length);
  return fresh;
}

/** Whether the fresh chunks are stored by `settle`, which wants the loose ones that are stored, or by `addLoose`. */
export function isToSettle(state: StreamState, fresh: readonly LineChunk[]): boolean {
  const bytes = fresh.reduce((sum, chunk) => sum + chunk.bytes.byteLength, state.looseBytes);
  return state.looseChunks + fresh.length >= MOST_LOOSE || bytes >= MOST_LOOSE_BYTES;
}

/** Stored beside the loose ones, to be put together later. */
export function addLoose(state: StreamState, fresh: readonly LineChunk[]): AppendPlan {
  const lines = fresh.reduce((sum, { count }) => sum + count, 0);
  return {
    replaceFrom: state.length,
    chunks: fresh,
    bytes: costOf(fresh),
    after: {
      ...state,
      length: state.length + lines,
      looseChunks: state.looseChunks + fresh.length,
      looseBytes: state.looseBytes + fresh.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
    },
  };
}

/** The loose chunks and the fresh ones put together and deflated, never to be touched again but by retention. */
export function settle(
  state: StreamState,
  loose: readonly StoredChunk[],
  fresh: readonly LineChunk[],
): AppendPlan {
  const chunks = together([...loose, ...fresh]).map(deflated);
  const length = state.length + fresh.reduce((sum, { count }) => sum + count, 0);
  return {
    replaceFrom: loose.length === 0 ? state.length : state.looseFrom,
    chunks,
    bytes: costOf(chunks) - state.looseBytes - state.looseChunks * CHUNK_OVERHEAD_BYTES,
    after: { ...state, length, looseFrom: length, looseChunks: 0, looseBytes: 0 },
  };
}

/** In pieces of about the bytes that loose ones may have. */
function together(chunks: readonly StoredChunk[]): readonly LineChunk[] {
  const made: LineChunk[] = [];
  let group: StoredChunk[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (group.length > 0) made.push(chunkOf(joinPacks(group.map(packOf))));
    [group, bytes] = [[], 0];
  };
  for (const chunk of chunks) {
    if (bytes + chunk.bytes.byteLength > 2 * MOST_LOOSE_BYTES) flush();
    group.push(chunk);
    bytes += chunk.bytes.byteLength;
  }
  flush();
  return made;
}

function costOf(chunks: readonly LineChunk[]): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes.byteLength + CHUNK_OVERHEAD_BYTES, 0);
}

function gap(stream: LogStream, from: number, length: number): SlipwayError {
  return new SlipwayError(
    "SLIP-LEDGER-001",
    `log of ${stream.pod}/${stream.container}: lines from ${from} on were sent, but only ${length} are stored`,
  );
}

function alreadyClosed(stream: LogStream, length: number): SlipwayError {
  return new SlipwayError(
    "SLIP-LEDGER-009",
    `log of ${stream.pod}/${stream.container} was closed at ${length} lines and takes no more`,
  );
}
