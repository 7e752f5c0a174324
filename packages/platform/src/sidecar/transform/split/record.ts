/** A piece of an object that the model is asked about by itself. */
export interface BatchRecord {
  readonly bytes: Buffer;
  /** Where it stands in its object (unpacked, where that is compressed), in bytes from its beginning. */
  readonly at: number;
  /** Which one it is, from 1. */
  readonly number: number;
}

export type Chunks = AsyncIterable<Uint8Array>;

/** Cuts an object into records. */
export type Splitter = (chunks: Chunks, longest: number) => AsyncGenerator<BatchRecord>;
