import type { IncomingHttpHeaders } from "node:http";
import type { Readable, Writable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Recipient } from "./invoker.ts";

export interface Relaying {
  readonly to: Dispatcher;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer | Readable | null;
  readonly recipient: Recipient;
}

/** How one request ended. */
export type Relayed =
  /** The answer is sent on, or the recipient has seen it break off. */
  | { readonly kind: "answered"; readonly status: number; readonly complete: boolean }
  /** Nothing of an answer has come, so the request may be sent elsewhere. */
  | { readonly kind: "failed"; readonly error: Error }
  /** The client has gone away. */
  | { readonly kind: "abandoned" };

/** Sends the request and its answer back as it comes, at the speed of the slower side; never rejects. */
export function relay({ to, method, path, headers, body, recipient }: Relaying): Promise<Relayed> {
  return new Promise((resolve) => {
    to.dispatch({ method, path, headers, body }, new Answer(recipient, resolve));
  });
}

/** Why a request is broken off that nobody waits for. */
class NobodyWaits extends Error {
  override readonly name = "NobodyWaits";
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #recipient: Recipient;
  readonly #resolve: (relayed: Relayed) => void;
  #status = 0;
  #body: Writable | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #onClose = (): void => this.#controller?.abort(new NobodyWaits("nobody waits for the answer"));
  readonly #onDrain = (): void => this.#controller?.resume();

  constructor(recipient: Recipient, resolve: (relayed: Relayed) => void) {
    this.#recipient = recipient;
    this.#resolve = resolve;
    recipient.response.on("close", this.#onClose);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#recipient.response.destroyed) this.#onClose();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#body = this.#recipient.begin(status, headers);
    this.#body.on("drain", this.#onDrain);
    if (this.#body !== this.#recipient.response) this.#body.on("close", this.#onClose);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body?.write(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    // Ending it closes it, which is no wish to break the request off.
    this.#letGo();
    this.#body?.end();
    this.#resolve({ kind: "answered", status: this.#status, complete: true });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#letGo();
    this.#resolve(this.#ended(error));
  }

  #ended(error: Error): Relayed {
    if (this.#recipient.response.destroyed) return { kind: "abandoned" };
    if (this.#body === undefined) return { kind: "failed", error };
    const complete = this.#body.destroyed;
    this.#body.destroy();
    return { kind: "answered", status: this.#status, complete };
  }

  #letGo(): void {
    this.#recipient.response.off("close", this.#onClose);
    this.#body?.off("close", this.#onClose).off("drain", this.#onDrain);
  }
}
