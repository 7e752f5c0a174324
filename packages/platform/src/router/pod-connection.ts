import { connect, type Socket } from "node:net";
import type { Readable } from "node:stream";
import { MessageWriter } from "./http1/message-writer.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import { ResponseReader } from "./http1/response-reader.ts";
import type { PodAnswer, PodFailure } from "./pod-answer.ts";
import type { PodRequest } from "./pod-request.ts";
import { RequestBodySender } from "./request-body-sender.ts";

export interface PodAddress {
  readonly host: string;
  readonly port: number;
  readonly family: 4 | 6;
}

/** Who keeps connections. */
export interface ConnectionPool {
  /** It can take the next request. */
  isIdle(connection: PodConnection): void;
  isClosed(connection: PodConnection): void;
}

export interface PodConnectionLimits {
  readonly connectTimeoutMs: number;
  /** Until the first byte of an answer, and between two. */
  readonly responseTimeoutMs: number;
  /** From a request's first byte to its answer's last. */
  readonly answerTimeoutMs: number;
}

/** How long a connection is kept that nobody uses: below the 5 s after which servers of Node and uvicorn close it. */
const IDLE_MS = 4_000;
const LONGEST_IDLE_MS = 60_000;
/** How much earlier than the pod we close a connection of which it has said how long it keeps it. */
const IDLE_MARGIN_MS = 1_000;

/** Whoever takes nothing of an answer for so long does not want it. */
const MOST_PAUSED_MS = 60_000;

/** All connections read into it: what is read is used up before the next one reads. */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** One connection to a pod, of one request at a time. */
export class PodConnection {
  readonly #socket: Socket;
  readonly #limits: PodConnectionLimits;
  readonly #pool: ConnectionPool;
  readonly #host: string;
  #answer: PodAnswer | undefined;
  #reader: ResponseReader | undefined;
  #waiting: PodRequest | undefined;
  #sender: RequestBodySender | undefined;
  #connected = false;
  #error: Error | undefined;
  #late = false;
  /** Whoever is told takes nothing just now. */
  #paused = false;
  #gaveUp = false;
  /** By `performance.now()`, when what it is about must be over. */
  #deadline: number;
  /** The same for a whole answer, however steadily it comes. */
  #answerBy = Number.POSITIVE_INFINITY;

  constructor(address: PodAddress, limits: PodConnectionLimits, pool: ConnectionPool) {
    this.#limits = limits;
    this.#pool = pool;
    this.#host = `${address.family === 6 ? `[${address.host}]` : address.host}:${address.port}`;
    this.#deadline = performance.now() + limits.connectTimeoutMs;
    const onread = { buffer: READ_BUFFER, callback: (size: number) => this.#read(size) };
    this.#socket = connect({ host: address.host, port: address.port, noDelay: true, onread });
    this.#socket
      .on("connect", () => this.#connect())
      .on("end", () => this.#end())
      .on("error", (error) => {
        this.#error ??= error;
      })
      .on("close", () => this.#close());
  }

  /** Whether it has closed, or is about to. */
  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  send(request: PodRequest, answer: PodAnswer): void {
    this.#answer = answer;
    this.#reader = new ResponseReader(answer);
    if (this.#connected) this.#write(request);
    else this.#waiting = request;
  }

  /** Goes on after `flush` asked for a pause. */
  resume(): void {
    this.#paused = false;
    this.#deadline = performance.now() + this.#limits.responseTimeoutMs;
    this.#socket.resume();
  }

  /** Nobody waits for the answer: it is told nothing more. */
  abandon(): void {
    this.#answer = undefined;
    this.destroy();
  }

  destroy(): void {
    this.#sender?.stop();
    this.#socket.destroy();
  }

  /** Closes it when its time is over. */
  check(now: number): void {
    if (now < this.#deadline && now < this.#answerBy) return;
    this.#late = this.#connected;
    this.#gaveUp = this.#paused;
    this.#error ??= new Error(this.#connected ? "no answer in time" : "no connection in time");
    this.destroy();
  }

  #connect(): void {
    this.#connected = true;
    const request = this.#waiting;
    this.#waiting = undefined;
    if (request !== undefined) this.#write(request);
  }

  #write({ method, path, fields, body, length }: PodRequest): void {
    const now = performance.now();
    this.#deadline = now + this.#limits.responseTimeoutMs;
    this.#answerBy = now + this.#limits.answerTimeoutMs;
    const start = `${method} ${path} HTTP/1.1\r\nhost: ${this.#host}\r\n${fields}`;
    if (body === null || body instanceof Uint8Array) {
      const writer = new MessageWriter();
      const size = body?.length ?? 0;
      writer.add(method === "GET" ? `${start}\r\n` : `${start}content-length: ${size}\r\n\r\n`);
      if (body !== null) writer.add(body);
      writer.flush(this.#socket);
      return;
    }
    this.#sendAsItComes(start, body, length);
  }

  #sendAsItComes(start: string, body: Readable, length: number | undefined): void {
    this.#sender = new RequestBodySender({
      socket: this.#socket,
      body,
      length,
      progressed: () => {
        this.#deadline = performance.now() + this.#limits.responseTimeoutMs;
      },
      failed: (error) => {
        this.#error ??= error;
        this.destroy();
      },
    });
    this.#sender.start(start);
  }

  /** False pauses the socket. */
  #read(size: number): boolean {
    const [answer, reader] = [this.#answer, this.#reader];
    // A server says nothing unasked: what comes here is no answer to the next request either.
    if (answer === undefined || reader === undefined) {
      this.destroy();
      return true;
    }
    this.#deadline = performance.now() + this.#limits.responseTimeoutMs;
    try {
      const taken = reader.take(READ_BUFFER.subarray(0, size));
      if (reader.isDone) this.#finish(answer, reader, taken === size);
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error));
      this.destroy();
    }
    const goesOn = answer.flush();
    if (goesOn || this.#answer !== answer) return true;
    this.#paused = true;
    this.#deadline = performance.now() + MOST_PAUSED_MS;
    return false;
  }

  /** The answer is whole; bytes behind it belong to nothing. */
  #finish(answer: PodAnswer, { head }: ResponseReader, nothingBehind: boolean): void {
    const isSent = (this.#sender?.isDone ?? true) && this.#socket.writableLength === 0;
    this.#answer = undefined;
    this.#reader = undefined;
    this.#answerBy = Number.POSITIVE_INFINITY;
    if (nothingBehind && isSent && head?.keepsAlive === true && this.#mayIdle(head)) {
      this.#sender = undefined;
      this.#pool.isIdle(this);
    } else this.destroy();
    answer.end();
  }

  /** Sets until when it may wait for its next request; false where that is not worth it. */
  #mayIdle({ bodyEnd, idleMs }: ResponseHead): boolean {
    const ms = idleMs === undefined ? IDLE_MS : Math.min(idleMs - IDLE_MARGIN_MS, LONGEST_IDLE_MS);
    if (ms <= 0 || bodyEnd === "at its connection's end") return false;
    this.#deadline = performance.now() + ms;
    return true;
  }

  /** The pod sends no more: for some answers that is their end. */
  #end(): void {
    const [answer, reader] = [this.#answer, this.#reader];
    reader?.end();
    if (answer !== undefined && reader?.isDone === true) this.#finish(answer, reader, true);
    this.destroy();
  }

  #close(): void {
    this.#sender?.stop();
    const answer = this.#answer;
    if (answer !== undefined) {
      this.#answer = undefined;
      if (this.#reader?.head !== undefined) answer.brokenOff(this.#gaveUp);
      else answer.failed(this.#failure());
    }
    this.#pool.isClosed(this);
  }

  #failure(): PodFailure {
    const error = this.#error ?? new Error("the connection was closed");
    return { kind: this.#connected ? (this.#late ? "late" : "broken") : "unreachable", error };
  }
}
