import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "#lib/clock.ts";
import { AwsError } from "../aws-error.ts";

export interface BodyLimits {
  /** Bytes of all bodies held at a time. */
  readonly bytes: number;
  /** Requests under way at a time. */
  readonly requests: number;
}

/** For a body to come whole: who is slower would hold its place against others for ever. */
const WITHIN_MS = 60_000;

/**
 * Reads bodies whole, since their signature covers all of them, and never holds more than its bounds. Nobody is known before its
 * body has come: where there is no room for one, the request that has been coming longest is given up, not the newest.
 */
export class BodyBudget {
  readonly #limits: BodyLimits;
  readonly #clock: Clock;
  readonly #coming = new Set<IncomingMessage>();
  #bytes = 0;
  #requests = 0;

  constructor(limits: BodyLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Counts the request of a known caller until its response has ended; throws when there are too many. */
  enter(response: ServerResponse): void {
    if (this.#requests >= this.#limits.requests) throw throttled();
    this.#requests += 1;
    response.once("close", () => {
      this.#requests -= 1;
    });
  }

  /** The body, of at most `limit` bytes; what it takes is given back when the response has ended. */
  async read(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
    if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLong(limit);
    const chunks: Buffer[] = [];
    let size = 0;
    response.once("close", () => {
      this.#bytes -= size;
    });
    this.#coming.add(request);
    const inTime = this.#clock.after(WITHIN_MS, () => request.destroy());
    try {
      await eachChunk(request, (chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        this.#bytes += chunk.length;
        if (size > limit) throw tooLong(limit);
        if (this.#bytes > this.#limits.bytes) this.#giveUpOther(request);
      });
    } finally {
      inTime();
      this.#coming.delete(request);
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  }

  /** Throws when there is no other. */
  #giveUpOther(newest: IncomingMessage): void {
    const [longest] = this.#coming;
    if (longest === undefined || longest === newest) throw throttled();
    this.#coming.delete(longest);
    longest.destroy();
  }
}

/**
 * Resolves at the body's end; rejects when it breaks off, or with what `take` throws: then nothing more is read, and the
 * request is left as it is. An async iterator does the same at several times the cost.
 */
function eachChunk(request: IncomingMessage, take: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (settle: () => void): void => {
      request.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
      settle();
    };
    const onEnd = (): void => over(resolve);
    const onError = (error: Error): void => over(() => reject(error));
    const onClose = (): void => onError(new Error("The client went away before its body was whole."));
    const onData = (chunk: Buffer): void => {
      try {
        take(chunk);
      } catch (error) {
        request.pause();
        over(() => reject(error));
      }
    };
    request.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
  });
}

export const throttled = (): AwsError => new AwsError("SLIP-AWS-005", "Rate exceeded");

/** SageMaker's own words. */
export const tooLong = (limit: number): AwsError =>
  new AwsError("SLIP-API-012", `HTTP content length exceeded ${limit} bytes.`);
