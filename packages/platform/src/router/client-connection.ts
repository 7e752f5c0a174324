import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import type { ErrorAnswer } from "./error-answer.ts";
import { INVOKED_VARIANT } from "./headers.ts";
import { fieldLines } from "./http1/header-fields.ts";
import { Malformed } from "./http1/malformed.ts";
import { MessageWriter } from "./http1/message-writer.ts";
import { type RequestHead, requestHead } from "./http1/request-head.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import type { Carried } from "./under-way.ts";

/** What a connection asks the router that it belongs to. */
export interface FastPath {
  /** Counts a request among those under way that can be carried on as it is; undefined leaves it to Node. */
  accept(head: RequestHead, connection: ClientConnection): Accepted | undefined;
  /** Node reads on from `bytes`, and this connection is the router's no more. */
  handOver(socket: Socket, bytes: Buffer): void;
  /** A request that was accepted has its answer, or its client has gone. */
  done(connection: ClientConnection): void;
  /** The connection has closed, or is Node's. */
  gone(connection: ClientConnection): void;
  errorAnswer(error: unknown): ErrorAnswer;
  /** Whether connections are closed as soon as they idle. */
  readonly isClosing: boolean;
}

/** A request whose body has yet to come whole. */
export interface Accepted {
  /** Throws what refuses it. */
  invoke(body: Buffer, connection: ClientConnection): Carrying;
}

/** As Node has them. */
const MOST_OF_A_HEAD = 16 * 1024;
const HEAD_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 120_000;
/** Longer than clients keep idle connections, so that they and not we close them. */
const IDLE_MS = 65_000;
/** For a client to read why its connection is closed. */
const LINGER_MS = 3_000;

const HEAD_END = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);

/** A client's connection as long as all it sends is plain: one request after the other, carried on as bytes. */
export class ClientConnection implements Answer, Carried {
  readonly socket: Socket;
  readonly #path: FastPath;
  /** What has come and is not read yet. */
  #bytes: Buffer = NOTHING;
  #head: RequestHead | undefined;
  #accepted: Accepted | undefined;
  /** The body as far as it has come, when it does not come in one piece. */
  #body: Buffer | undefined;
  #bodySize = 0;
  #isAnswering = false;
  #isReading = false;
  #invoking: Carrying | undefined;
  #chunked = false;
  /** Nothing that comes is read any more. */
  #isOver = false;
  readonly #out = new MessageWriter();
  /** By `performance.now()`, when what it is about must be over. */
  #deadline = performance.now() + HEAD_WITHIN_MS;

  constructor(socket: Socket, path: FastPath) {
    this.socket = socket;
    this.#path = path;
    socket.on("data", this.#onData).on("drain", this.#onDrain);
    socket.on("end", this.#onEnd).on("error", this.#onError).on("close", this.#onClose);
  }

  /** Closes it as soon as no request is under way. */
  close(): void {
    if (this.#isAnswering || this.#head !== undefined || this.#bytes.length > 0) return;
    this.#isOver = true;
    this.#deadline = performance.now() + LINGER_MS;
    this.socket.end();
  }

  cut(): void {
    this.socket.destroy();
  }

  /** Closes it when its time is over. */
  check(now: number): void {
    if (now < this.#deadline) return;
    const isIdle = this.#bytes.length === 0 && this.#head === undefined;
    if (this.#isOver || this.#isAnswering || isIdle) this.socket.destroy();
    else this.#refuseBytes(408);
  }

  begin({ status, bodyEnd, dated, fields }: ResponseHead, variant: string): void {
    const out = this.#out;
    out.add(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${fields}${INVOKED_VARIANT}: ${variant}\r\n`,
    );
    if (!dated) out.add(`date: ${httpDate()}\r\n`);
    this.#chunked = typeof bodyEnd !== "number";
    if (this.#chunked) out.add("transfer-encoding: chunked\r\n");
    else if (status !== 204 && status !== 304) out.add(`content-length: ${bodyEnd}\r\n`);
    out.add(this.#closesAfterwards() ? "connection: close\r\n\r\n" : "\r\n");
  }

  write(bytes: Uint8Array): void {
    if (this.#chunked) this.#out.add(`${bytes.length.toString(16)}\r\n`);
    this.#out.add(bytes);
    if (this.#chunked) this.#out.add("\r\n");
  }

  flush(): boolean {
    return this.#out.flush(this.socket);
  }

  end(): void {
    if (this.#chunked) this.#out.add("0\r\n\r\n");
    this.#answered();
  }

  breakOff(): void {
    this.socket.destroy();
  }

  refuse(error: unknown): void {
    const { status, headers, body } = this.#path.errorAnswer(error);
    const close = this.#closesAfterwards() ? { connection: "close" } : {};
    const lines = fieldLines({ ...headers, date: httpDate(), ...close });
    this.#out.add(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}\r\n`);
    this.#out.add(Buffer.from(body));
    this.#answered();
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isOver) return;
    if (this.#body !== undefined) this.#takeBody(this.#body, chunk);
    else this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    // More requests on the way wait for their turn where they are.
    if (this.#isAnswering) this.socket.pause();
    else this.#read();
  };

  readonly #onDrain = (): void => this.#invoking?.resume();
  readonly #onError = (): void => void this.socket.destroy();

  /** Who sends no more waits for nothing. */
  readonly #onEnd = (): void => {
    if (this.#isAnswering) this.socket.destroy();
    else this.socket.end();
  };

  readonly #onClose = (): void => {
    const invoking = this.#invoking;
    this.#invoking = undefined;
    invoking?.abandon();
    if (this.#accepted !== undefined) this.#path.done(this);
    this.#accepted = undefined;
    this.#path.gone(this);
  };

  /** Reads requests for as long as there are some that can be answered now. */
  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#isAnswering && this.#step());
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#refuseBytes(400);
    } finally {
      this.#isReading = false;
    }
  }

  /** False when more must come first. */
  #step(): boolean {
    if (this.#head === undefined && !this.#takeHead()) return false;
    const { length } = this.#head as RequestHead;
    if (this.#body !== undefined) {
      if (this.#bodySize < length) return false;
      this.#invoke(this.#body);
      return true;
    }
    if (this.#bytes.length < length) {
      this.#body = Buffer.allocUnsafe(length);
      this.#bodySize = 0;
      const come = this.#bytes;
      this.#bytes = NOTHING;
      this.#takeBody(this.#body, come);
      return false;
    }
    const body = length === 0 ? NOTHING : this.#bytes.subarray(0, length);
    this.#bytes = length === this.#bytes.length ? NOTHING : this.#bytes.subarray(length);
    this.#invoke(body);
    return true;
  }

  #takeHead(): boolean {
    const from = this.#bytes[0] === 0x0d && this.#bytes[1] === 0x0a ? 2 : 0;
    const end = this.#bytes.indexOf(HEAD_END, from);
    if (end === -1 || end - from > MOST_OF_A_HEAD) return this.#waitForHead();
    const head = requestHead(this.#bytes.toString("latin1", from, end + 2));
    const accepted = head.plain ? this.#path.accept(head, this) : undefined;
    if (accepted === undefined) {
      this.#handOver(this.#bytes.subarray(from));
      return false;
    }
    this.#head = head;
    this.#accepted = accepted;
    this.#bytes = this.#bytes.subarray(end + HEAD_END.length);
    this.#deadline = performance.now() + REQUEST_WITHIN_MS;
    return true;
  }

  #waitForHead(): false {
    const { length } = this.#bytes;
    if (length > MOST_OF_A_HEAD) this.#refuseBytes(431);
    // Lines that end in LF alone have no end that is looked for.
    else if (hasBareLf(this.#bytes)) throw new Malformed("an LF without a CR");
    else if (length > 0) this.#deadline = Math.min(this.#deadline, performance.now() + HEAD_WITHIN_MS);
    return false;
  }

  #takeBody(body: Buffer, chunk: Buffer): void {
    const taken = Math.min(chunk.length, body.length - this.#bodySize);
    body.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), this.#bodySize);
    this.#bodySize += taken;
    if (taken < chunk.length) this.#bytes = chunk.subarray(taken);
  }

  #invoke(body: Buffer): void {
    this.#isAnswering = true;
    this.#body = undefined;
    // The pod's own time counts now.
    this.#deadline = Number.POSITIVE_INFINITY;
    try {
      this.#invoking = this.#accepted?.invoke(body, this);
      this.#invoking?.start();
    } catch (error) {
      this.refuse(error);
    }
  }

  #answered(): void {
    const closes = this.#closesAfterwards();
    this.flush();
    this.#invoking = undefined;
    this.#accepted = undefined;
    this.#head = undefined;
    this.#isAnswering = false;
    this.#path.done(this);
    if (this.socket.destroyed) return;
    if (closes) {
      this.#isOver = true;
      this.#deadline = performance.now() + LINGER_MS;
      this.socket.end();
      return;
    }
    this.#deadline = performance.now() + IDLE_MS;
    if (this.#bytes.length > 0) this.#read();
    // Whoever is answered within a look at what has come leaves this to the end of that look.
    if (!this.#isAnswering && !this.#isReading && this.socket.isPaused()) this.socket.resume();
  }

  #closesAfterwards(): boolean {
    return this.#path.isClosing || (this.#head?.close ?? false);
  }

  #handOver(bytes: Buffer): void {
    this.#bytes = NOTHING;
    this.#isOver = true;
    const { socket } = this;
    socket.off("data", this.#onData).off("drain", this.#onDrain);
    socket.off("end", this.#onEnd).off("error", this.#onError).off("close", this.#onClose);
    this.#path.gone(this);
    this.#path.handOver(socket, bytes);
  }

  /** Says why what came is not listened to, and reads on for a while so that the answer arrives. */
  #refuseBytes(status: 400 | 408 | 431): void {
    this.#isOver = true;
    this.#bytes = NOTHING;
    this.#deadline = performance.now() + LINGER_MS;
    this.socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nConnection: close\r\n\r\n`);
  }
}

function hasBareLf(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at - 1] !== 0x0d) return true;
  }
  return false;
}

let date = { second: 0, text: "" };

function httpDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== date.second) date = { second, text: new Date(second * 1000).toUTCString() };
  return date.text;
}
