import { SlipwayError } from "@slipway/model";

/** Takes lines and counted bytes off a stream of bytes; never holds more than a line and what came with it. */
export class ChunkReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line without its end; undefined at the end of the stream. Throws SLIP-AUTH-007 on one longer than `limit` bytes. */
  async line(limit: number): Promise<string | undefined> {
    for (let searched = 0; ; ) {
      const end = this.#rest.indexOf(0x0a, searched);
      if (end >= 0 && end <= limit)
        return this.#cut(end + 1)
          .toString("latin1")
          .trimEnd();
      if (end > limit || this.#rest.length > limit)
        throw unreadable(`a line of it is longer than ${limit} bytes`);
      searched = this.#rest.length;
      if (await this.#more()) continue;
      return this.#rest.length === 0 ? undefined : this.#cut(this.#rest.length).toString("latin1").trimEnd();
    }
  }

  /** Exactly `count` bytes, in pieces as they come. */
  async *bytes(count: number): AsyncGenerator<Buffer> {
    for (let missing = count; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw unreadable("it ends within a chunk");
      const piece = this.#cut(Math.min(missing, this.#rest.length));
      missing -= piece.length;
      yield piece;
    }
  }

  /** Lets go of the source, read to its end or not. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #cut(count: number): Buffer {
    const piece = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return piece;
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest =
      this.#rest.length === 0
        ? Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
        : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

export const unreadable = (why: string): SlipwayError =>
  new SlipwayError("SLIP-AUTH-007", `The body in chunks (aws-chunked) cannot be read: ${why}.`);
