import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { SlipwayError } from "@slipway/model";

/** A client's body on its way to one pod, or to another one when the first does not take it. */
export interface RequestBody {
  /** What to hand to the next attempt; only while `replayable`. */
  next(): Buffer | Readable | null;
  /** Of the bytes that it will have, where that is known before. */
  readonly length: number | undefined;
  /** Whether an attempt can start from the first byte: the body is in memory, or nobody has read of it. */
  readonly replayable: boolean;
  /** Why the body itself failed (too long, client gone), when it did. */
  readonly failure: Error | undefined;
  /** All of it, null for none; undefined where it comes by and by. */
  readonly whole: Buffer | null | undefined;
  /** Of one that comes by and by: tells its pieces as they are sent, then undefined at its end. Called before `next`, once. */
  watch?(seen: (chunk: Buffer | undefined) => void): void;
}

/** Up to here a body is read before it is sent, so that a broken connection costs nothing but time. */
export const IN_MEMORY = 256 * 1024;

/** Reads the first part of the body; throws when it is known already to be longer than `limit` bytes. */
export async function requestBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  const told = request.headers["content-length"];
  const length = told === undefined ? undefined : Number(told);
  if ((length ?? 0) > limit) throw tooLong(limit);
  const chunks = request.iterator({ destroyOnReturn: false });
  const head: Buffer[] = [];
  let size = 0;
  while (size <= IN_MEMORY) {
    const { done, value } = await chunks.next();
    if (done) return kept(head.length === 1 ? (head[0] ?? null) : Buffer.concat(head));
    head.push(value);
    size += value.length;
    if (size > limit) throw tooLong(limit);
  }
  return new StreamedBody({ head, size, rest: chunks, limit, length });
}

/** A body that is in memory already; throws when it is longer than `limit` bytes. */
export function wholeBody(body: Buffer, limit: number): RequestBody {
  if (body.length > limit) throw tooLong(limit);
  return kept(body);
}

function kept(whole: Buffer | null): RequestBody {
  return { next: () => whole, length: whole?.length ?? 0, replayable: true, failure: undefined, whole };
}

interface Parts {
  readonly head: readonly Buffer[];
  readonly size: number;
  readonly rest: AsyncIterable<Buffer>;
  readonly limit: number;
  readonly length: number | undefined;
}

class StreamedBody implements RequestBody {
  replayable = true;
  failure: Error | undefined;
  readonly whole = undefined;
  readonly #parts: Parts;
  #seen: ((chunk: Buffer | undefined) => void) | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get length(): number | undefined {
    return this.#parts.length;
  }

  watch(seen: (chunk: Buffer | undefined) => void): void {
    this.#seen = seen;
  }

  next(): Readable {
    return Readable.from(this.#read(), { objectMode: false });
  }

  async *#read(): AsyncGenerator<Buffer> {
    this.replayable = false;
    const { head, rest, limit } = this.#parts;
    let size = this.#parts.size;
    try {
      for (const chunk of head) {
        this.#seen?.(chunk);
        yield chunk;
      }
      for await (const chunk of rest) {
        size += chunk.length;
        if (size > limit) throw tooLong(limit);
        this.#seen?.(chunk);
        yield chunk;
      }
      this.#seen?.(undefined);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }
}

/** Worded as SageMaker words it. */
function tooLong(limit: number): SlipwayError {
  return new SlipwayError("SLIP-ROUTER-006", `HTTP content length exceeded ${limit} bytes.`);
}
