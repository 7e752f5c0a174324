import type { Socket } from "node:net";

/**
 * Collects parts of a message and writes them in one piece, of which nothing is shared with the parts: their bytes may change
 * afterwards.
 */
export class MessageWriter {
  #head = "";
  readonly #parts: (string | Uint8Array)[] = [];
  #size = 0;

  /** Strings are of one byte a character. */
  add(part: string | Uint8Array): void {
    this.#size += part.length;
    if (this.#parts.length === 0 && typeof part === "string") this.#head += part;
    else this.#parts.push(part);
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** All that was added since the last time; throws it away here. */
  take(): Buffer {
    const bytes = Buffer.allocUnsafe(this.#size);
    let at = bytes.write(this.#head, 0, "latin1");
    for (const part of this.#parts) {
      if (typeof part === "string") at += bytes.write(part, at, "latin1");
      else {
        bytes.set(part, at);
        at += part.length;
      }
    }
    this.#head = "";
    this.#parts.length = 0;
    this.#size = 0;
    return bytes;
  }

  /** False where the socket asks to wait until it has drained. */
  flush(socket: Socket): boolean {
    return this.isEmpty ? !socket.writableNeedDrain : socket.write(this.take());
  }
}
