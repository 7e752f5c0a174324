import { ChunkedDecoder } from "./chunked-decoder.ts";
import { Malformed } from "./malformed.ts";
import { type ResponseHead, responseHead } from "./response-head.ts";

/** Who is told of a response as it is read. */
export interface ResponseSink {
  head(head: ResponseHead): void;
  /** The bytes are the teller's again once this has returned. */
  data(bytes: Uint8Array): void;
}

/** As long as Node takes them. */
const MOST_OF_A_HEAD = 16 * 1024;
/** Heads of status 1xx before the one that counts. */
const MOST_INTERIM = 16;

/** Reads one response, out of bytes as they come. */
export class ResponseReader {
  readonly #sink: ResponseSink;
  /** What has come of a head. */
  #partial = "";
  #interim = 0;
  #chunks: ChunkedDecoder | undefined;
  /** Of a body whose length is known. */
  #left = 0;
  head: ResponseHead | undefined;
  isDone = false;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  /** Returns how many of the bytes are the response's; throws Malformed. */
  take(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && !this.isDone) {
      at = this.head === undefined ? this.#takeHead(bytes, at) : this.#takeBody(this.head, bytes, at);
    }
    return at;
  }

  /** Nothing more comes: the response is whole if it was to end so. */
  end(): void {
    if (this.head?.bodyEnd === "at its connection's end") this.isDone = true;
  }

  /** Where the head ends within `bytes`; their end when it has not come whole. */
  #takeHead(bytes: Buffer, from: number): number {
    const before = this.#partial.length;
    const text = this.#partial + bytes.toString("latin1", from, from + MOST_OF_A_HEAD + 1 - before);
    const empty = text.indexOf("\r\n\r\n");
    if (empty === -1) {
      if (text.length > MOST_OF_A_HEAD) throw new Malformed("a head that is too long");
      this.#partial = text;
      return bytes.length;
    }
    this.#partial = "";
    const head = responseHead(text.slice(0, empty + 2));
    if (head.status >= 200) this.#begin(head);
    else if (head.status === 101 || ++this.#interim > MOST_INTERIM) {
      throw new Malformed("an answer that nobody asked for");
    }
    return from + empty + 4 - before;
  }

  #begin(head: ResponseHead): void {
    const { bodyEnd } = head;
    this.head = head;
    if (bodyEnd === "chunked") this.#chunks = new ChunkedDecoder();
    else if (typeof bodyEnd === "number") this.#left = bodyEnd;
    this.isDone = bodyEnd === 0;
    this.#sink.head(head);
  }

  #takeBody({ bodyEnd }: ResponseHead, bytes: Buffer, from: number): number {
    if (this.#chunks !== undefined) {
      const end = this.#chunks.take(bytes, from, (data) => this.#sink.data(data));
      this.isDone = this.#chunks.done;
      return end;
    }
    const end = typeof bodyEnd === "number" ? Math.min(bytes.length, from + this.#left) : bytes.length;
    this.#sink.data(bytes.subarray(from, end));
    if (typeof bodyEnd === "number") {
      this.#left -= end - from;
      this.isDone = this.#left === 0;
    }
    return end;
  }
}
