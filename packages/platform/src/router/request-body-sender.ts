import type { Socket } from "node:net";
import type { Readable } from "node:stream";

export interface Sending {
  readonly socket: Socket;
  readonly body: Readable;
  /** Of the body, where it is known; else it goes in chunks. */
  readonly length: number | undefined;
  /** Some of it has gone. */
  readonly progressed: () => void;
  /** The body broke off or is not of its length: the connection is good for nothing any more. */
  readonly failed: (error: Error) => void;
}

/** Sends a body as it comes, at the speed of the slower side. */
export class RequestBodySender {
  readonly #sending: Sending;
  #sent = 0;
  #stopped = false;
  /** Whether all of it has been written. */
  isDone = false;

  constructor(sending: Sending) {
    this.#sending = sending;
  }

  /** `head` is all of the request's head but what says how long its body is. */
  start(head: string): void {
    const { socket, body, length } = this.#sending;
    const framing = length === undefined ? "transfer-encoding: chunked" : `content-length: ${length}`;
    socket.write(`${head}${framing}\r\n\r\n`, "latin1");
    socket.on("drain", this.#drained);
    body
      .on("data", (chunk: Buffer) => this.#send(chunk))
      .on("end", () => this.#end())
      .on("error", (error) => this.#fail(error));
  }

  /** Takes nothing more of the body. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const { socket, body } = this.#sending;
    socket.off("drain", this.#drained);
    body.destroy();
  }

  readonly #drained = (): void => {
    this.#sending.progressed();
    this.#sending.body.resume();
  };

  #send(chunk: Buffer): void {
    const { socket, body, length, progressed } = this.#sending;
    if (this.#stopped || chunk.length === 0) return;
    this.#sent += chunk.length;
    progressed();
    if (length !== undefined && this.#sent > length) this.#fail(new Error("a body longer than told"));
    else if (!this.#write(socket, chunk)) body.pause();
  }

  #write(socket: Socket, chunk: Buffer): boolean {
    if (this.#sending.length !== undefined) return socket.write(chunk);
    socket.cork();
    socket.write(`${chunk.length.toString(16)}\r\n`, "latin1");
    socket.write(chunk);
    const goesOn = socket.write("\r\n", "latin1");
    socket.uncork();
    return goesOn;
  }

  #end(): void {
    if (this.#stopped) return;
    const { socket, length } = this.#sending;
    if (length !== undefined && this.#sent !== length) {
      this.#fail(new Error("a body shorter than told"));
      return;
    }
    if (length === undefined) socket.write("0\r\n\r\n", "latin1");
    this.isDone = true;
    this.stop();
  }

  #fail(error: Error): void {
    if (this.#stopped) return;
    this.stop();
    this.#sending.failed(error);
  }
}
