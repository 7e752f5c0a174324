const NEWLINE = 10;
const RETURN = 13;

/** Finds line feeds and returns; looks at no byte twice for either. */
export class LineBreaks {
  readonly #bytes: Uint8Array;
  #feed: number;
  #return: number;

  /** Before `from` there are none, except perhaps a return in the last place. */
  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#feed = bytes.indexOf(NEWLINE, from);
    this.#return = bytes.indexOf(RETURN, Math.max(0, from - 1));
  }

  /** The first at `from` or behind it; -1 when there is none. */
  next(from: number): number {
    if (this.#feed >= 0 && this.#feed < from) this.#feed = this.#bytes.indexOf(NEWLINE, from);
    if (this.#return >= 0 && this.#return < from) this.#return = this.#bytes.indexOf(RETURN, from);
    if (this.#feed < 0 || this.#return < 0) return Math.max(this.#feed, this.#return);
    return Math.min(this.#feed, this.#return);
  }
}

/** Where the next line starts behind a break at `end`: a line feed, a return, or both. */
export const afterBreak = (bytes: Uint8Array, end: number): number =>
  end + (bytes[end] === RETURN && bytes[end + 1] === NEWLINE ? 2 : 1);

/** Length of the byte order mark of UTF-8 that many programs put first. */
export const markLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
