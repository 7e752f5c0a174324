import { CR, FIELD_CONTENT, LF } from "./characters.ts";
import { FieldLines } from "./field-lines.ts";
import { Malformed } from "./malformed.ts";

/** Of extensions of one chunk, and of all trailers. */
const MOST_OF_A_LINE = 16 * 1024;
/** Of a chunk's size: less than 4 GiB. */
const MOST_DIGITS = 8;

type State = "size" | "extension" | "size LF" | "data" | "data CR" | "data LF" | "trailers" | "done";

/** Takes a chunked body apart (RFC 9112 §7.1), as strictly as heads are read; extensions and trailers are passed over. */
export class ChunkedDecoder {
  #state: State = "size";
  #size = 0;
  #digits = 0;
  #passed = 0;
  /** What has come of the trailers. */
  #trailers = "";

  /** Whether the last chunk and what follows it have come. */
  get done(): boolean {
    return this.#state === "done";
  }

  /** Hands data on as it comes, and returns where it stopped: at the end of `bytes`, or behind the body. Throws Malformed. */
  take(bytes: Buffer, from: number, data: (bytes: Buffer) => void): number {
    let at = from;
    while (at < bytes.length && this.#state !== "done") {
      if (this.#state === "data") {
        const end = Math.min(bytes.length, at + this.#size);
        data(bytes.subarray(at, end));
        this.#size -= end - at;
        at = end;
        if (this.#size === 0) this.#state = "data CR";
      } else if (this.#state === "trailers") at = this.#takeTrailers(bytes, at);
      else this.#takeByte(bytes[at++] ?? 0);
    }
    return at;
  }

  #takeByte(byte: number): void {
    switch (this.#state) {
      case "size":
        this.#takeDigit(byte);
        return;
      case "extension":
        if (byte === CR) this.#state = "size LF";
        else if (FIELD_CONTENT[byte] !== 1 || ++this.#passed > MOST_OF_A_LINE) {
          throw new Malformed("a chunk's extension that is too long or holds control characters");
        }
        return;
      case "size LF":
        if (byte !== LF) throw new Malformed("no LF behind a chunk's size");
        this.#state = this.#size === 0 ? "trailers" : "data";
        return;
      case "data CR":
        if (byte !== CR) throw new Malformed("a chunk is longer than its size");
        this.#state = "data LF";
        return;
      default:
        if (byte !== LF) throw new Malformed("no LF behind a chunk");
        [this.#state, this.#size, this.#digits, this.#passed] = ["size", 0, 0, 0];
    }
  }

  #takeDigit(byte: number): void {
    const digit = hexDigit(byte);
    if (digit !== undefined && this.#digits < MOST_DIGITS) {
      this.#size = this.#size * 16 + digit;
      this.#digits += 1;
    } else if (byte === CR && this.#digits > 0) this.#state = "size LF";
    else if (byte === SEMICOLON && this.#digits > 0) this.#state = "extension";
    else throw new Malformed("a chunk's size that is no number");
  }

  /** Up to the empty line, which may come at once. */
  #takeTrailers(bytes: Buffer, from: number): number {
    const before = this.#trailers.length;
    this.#trailers += bytes.toString("latin1", from, from + MOST_OF_A_LINE + 1 - before);
    const empty = this.#trailers.startsWith("\r\n") ? 0 : this.#trailers.indexOf("\r\n\r\n") + 2;
    if (empty === 1) {
      if (this.#trailers.length > MOST_OF_A_LINE) throw new Malformed("trailers that are too long");
      return bytes.length;
    }
    const lines = new FieldLines(this.#trailers.slice(0, empty), 0);
    while (lines.next());
    this.#state = "done";
    return from + empty + 2 - before;
  }
}

const SEMICOLON = 0x3b;

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}
