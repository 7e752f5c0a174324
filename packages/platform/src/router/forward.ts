import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Dispatcher } from "undici";
import { INVOKED_VARIANT, responseHeaders } from "./headers.ts";
import type { RequestBody } from "./request-body.ts";
import type { Upstream } from "./upstreams.ts";

export interface Forwarding {
  readonly upstream: Upstream;
  readonly variant: string;
  readonly method: "GET" | "POST";
  readonly path: "/invocations" | "/ping";
  readonly headers: Record<string, string | string[]>;
  readonly body: RequestBody | undefined;
  readonly response: ServerResponse;
}

/** How one attempt at one pod ended. */
export type Forwarded =
  /** The pod answered; its answer is sent on, or the client has seen it break off. */
  | { readonly kind: "answered"; readonly status: number; readonly complete: boolean }
  /** Nothing of an answer has come, so another pod may be asked. */
  | { readonly kind: "failed"; readonly error: Error }
  /** The client has gone away. */
  | { readonly kind: "abandoned" };

/** Sends the request to the pod and its answer back as it comes, at the speed of the slower side. */
export function forward(forwarding: Forwarding): Promise<Forwarded> {
  const { upstream, method, path, headers, body } = forwarding;
  upstream.outstanding += 1;
  return new Promise<Forwarded>((resolve) => {
    upstream.pool.dispatch(
      { method, path, headers, body: body?.next() ?? null },
      new Answer(forwarding, resolve),
    );
  }).finally(() => {
    upstream.outstanding -= 1;
  });
}

class ClientGone extends Error {
  override readonly name = "ClientGone";
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #variant: string;
  readonly #response: ServerResponse;
  readonly #resolve: (forwarded: Forwarded) => void;
  #status = 0;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #onClose = (): void => this.#controller?.abort(new ClientGone("the client went away"));
  readonly #onDrain = (): void => this.#controller?.resume();

  constructor(forwarding: Forwarding, resolve: (forwarded: Forwarded) => void) {
    this.#variant = forwarding.variant;
    this.#response = forwarding.response;
    this.#resolve = resolve;
    this.#response.on("close", this.#onClose).on("drain", this.#onDrain);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) this.#onClose();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#status = status;
    this.#response.writeHead(status, { ...responseHeaders(headers), [INVOKED_VARIANT]: this.#variant });
    this.#response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.#response.end();
    this.#finish({ kind: "answered", status: this.#status, complete: true });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(this.#failure(error));
  }

  #failure(error: Error): Forwarded {
    if (error instanceof ClientGone || this.#response.destroyed) return { kind: "abandoned" };
    if (!this.#response.headersSent) return { kind: "failed", error };
    this.#response.destroy();
    return { kind: "answered", status: this.#status, complete: false };
  }

  #finish(forwarded: Forwarded): void {
    this.#response.off("close", this.#onClose).off("drain", this.#onDrain);
    this.#resolve(forwarded);
  }
}
