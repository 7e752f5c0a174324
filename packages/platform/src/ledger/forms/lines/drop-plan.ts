import { CHUNK_OVERHEAD_BYTES } from "./append-plan.ts";
import { chunkOf, deflated, type LineChunk, packOf, type StoredChunk } from "./line-chunk.ts";
import { withoutFirst } from "./line-pack.ts";

/** An open stream keeps this many of its newest lines whatever happens. */
export const OPEN_TAIL_LINES = 1000;
/** So much a step that what waits behind it does not notice. */
export const STEP_CHUNKS = 500;
const STEP_BYTES = 1024 * 1024;

/** A stored chunk without its bytes. */
export interface ChunkSize {
  readonly idx: number;
  readonly count: number;
  readonly at: number;
  readonly newestAt: number;
  /** How many bytes it has. */
  readonly size: number;
}

/** What retention may take of a stream in one step. */
export interface MayGo {
  readonly lines: number;
  /** What is older goes. */
  readonly cutoff: number;
  /** So many bytes go whatever their age. */
  readonly excess: number;
}

/** The chunks that go as they are, from the first on, and the lines that go of the one after them. */
export interface DropPlan {
  readonly whole: readonly ChunkSize[];
  readonly bytes: number;
  /** The one of which a part goes; its lines say how much. */
  readonly cut?: ChunkSize;
  readonly left: MayGo;
}

export function planDrop(chunks: readonly ChunkSize[], mayGo: MayGo): DropPlan {
  const whole: ChunkSize[] = [];
  let [bytes, { lines }] = [0, mayGo];
  const left = (): MayGo => ({ lines, cutoff: mayGo.cutoff, excess: mayGo.excess - bytes });
  for (const chunk of chunks) {
    if (bytes >= STEP_BYTES || lines === 0) break;
    const { excess, cutoff } = left();
    if (excess <= 0 && chunk.at >= cutoff) break;
    if (chunk.count > lines || (excess <= 0 && chunk.newestAt >= cutoff))
      return { whole, bytes, cut: chunk, left: left() };
    whole.push(chunk);
    bytes += chunk.size + CHUNK_OVERHEAD_BYTES;
    lines -= chunk.count;
  }
  return { whole, bytes, left: left() };
}

/** The rest of a chunk of which the first lines go, and how many these are: of a chunk that is only old, those before the first young one. */
export function cutChunk(
  chunk: StoredChunk,
  { lines, cutoff, excess }: MayGo,
): { readonly dropped: number; readonly rest: LineChunk } {
  const pack = packOf(chunk);
  const young = excess > 0 ? -1 : pack.times.findIndex((time) => time >= cutoff);
  const dropped = Math.min(lines, young === -1 ? pack.times.length - 1 : young);
  return { dropped, rest: deflated(chunkOf(withoutFirst(pack, dropped))) };
}
