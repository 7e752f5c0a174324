import type { ServerResponse } from "node:http";
import { Writable } from "node:stream";
import { EventStreamCodec, type MessageHeaders } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";

/** What AWS calls this framing: https://smithy.io/2.0/aws/amazon-eventstream.html */
export const EVENT_STREAM = "application/vnd.amazon.eventstream";

/**
 * The router lets a container be silent for a minute and answer for eight, and then breaks off, which over a connection looks like any
 * other end: who broke off about then did so for that.
 */
const SILENT_MS = 59_000;
const WHOLE_MS = 479_000;
/** For a client to read why its answer has no end. */
const LINGER_MS = 10_000;

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/**
 * A container's answer on its way to a client of InvokeEndpointWithResponseStream: what is written goes out at once as a PayloadPart, no
 * faster than the client takes it. An answer that is broken off ends with the exception ModelStreamError.
 */
export class PayloadParts extends Writable {
  readonly #response: ServerResponse;
  readonly #begun = performance.now();
  #lastAt = this.#begun;

  /** The head of the response is written already. */
  constructor(response: ServerResponse) {
    super();
    this.#response = response;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    this.#lastAt = performance.now();
    if (this.#response.write(payloadPart(chunk))) taken();
    else this.#response.once("drain", taken);
  }

  override _final(done: () => void): void {
    this.#response.end();
    done();
  }

  override _destroy(_error: Error | null, done: () => void): void {
    const response = this.#response;
    if (!this.writableFinished && !response.destroyed) {
      response.end(modelStreamError(this.#isLate() ? "ModelInvocationTimeExceeded" : "StreamBroken"));
      const lingering = setTimeout(() => response.destroy(), LINGER_MS).unref();
      response.once("close", () => clearTimeout(lingering));
    }
    done();
  }

  #isLate(): boolean {
    const now = performance.now();
    return now - this.#lastAt >= SILENT_MS || now - this.#begun >= WHOLE_MS;
  }
}

/** Why an answer has no end, as SageMaker names it. */
export type StreamErrorCode = "ModelInvocationTimeExceeded" | "StreamBroken";

const SAID: Readonly<Record<StreamErrorCode, string>> = {
  ModelInvocationTimeExceeded: "The model failed to finish sending its response in time.",
  StreamBroken: "The connection to the model was closed before its response was whole.",
};

export function payloadPart(bytes: Uint8Array): Uint8Array {
  const headers = told({
    ":event-type": "PayloadPart",
    ":content-type": "application/octet-stream",
    ":message-type": "event",
  });
  return codec.encode({ headers, body: bytes });
}

export function modelStreamError(code: StreamErrorCode): Uint8Array {
  const headers = told({
    ":exception-type": "ModelStreamError",
    ":content-type": "application/json",
    ":message-type": "exception",
  });
  return codec.encode({ headers, body: fromUtf8(JSON.stringify({ Message: SAID[code], ErrorCode: code })) });
}

function told(headers: Readonly<Record<string, string>>): MessageHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { type: "string", value }] as const),
  );
}
