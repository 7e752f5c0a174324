import type { Writable } from "node:stream";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import { INVOKED_VARIANT } from "./headers.ts";
import { headersOf } from "./http1/header-fields.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import type { Recipient } from "./invoker.ts";

/** Tells a recipient what a container answers; resolves or rejects as `Invoker.invoke` does. */
export function tellRecipient(recipient: Recipient, invoke: (answer: Answer) => Carrying): Promise<void> {
  return new Promise((resolve, reject) => {
    if (recipient.response.destroyed) return resolve();
    const answer = new RecipientAnswer(recipient, { resolve, reject });
    answer.follow(invoke(answer));
  });
}

class RecipientAnswer implements Answer {
  readonly #recipient: Recipient;
  readonly #settle: { resolve(): void; reject(error: Error): void };
  #invoking: Carrying | undefined;
  #body: Writable | undefined;
  #mayWrite = true;

  constructor(recipient: Recipient, settle: { resolve(): void; reject(error: Error): void }) {
    this.#recipient = recipient;
    this.#settle = settle;
    recipient.response.on("close", this.#onClose);
  }

  /** Starts it, so that it is known before its answer comes. */
  follow(invoking: Carrying): void {
    this.#invoking = invoking;
    invoking.start();
  }

  begin({ status, bodyEnd, fields }: ResponseHead, variant: string): void {
    const headers = headersOf(fields);
    if (typeof bodyEnd === "number" && status !== 204 && status !== 304)
      headers["content-length"] = String(bodyEnd);
    headers[INVOKED_VARIANT] = variant;
    this.#body = this.#recipient.begin(status, headers);
    this.#body.on("drain", this.#onDrain);
    if (this.#body !== this.#recipient.response) this.#body.on("close", this.#onEnough);
  }

  write(bytes: Uint8Array): void {
    this.#mayWrite = this.#body?.write(Buffer.from(bytes)) ?? true;
  }

  flush(): boolean {
    return this.#mayWrite;
  }

  end(): void {
    // Ending it closes it, which is no wish to break the request off.
    this.#letGo();
    this.#body?.end();
    this.#settle.resolve();
  }

  breakOff(): void {
    this.#letGo();
    this.#body?.destroy();
    this.#settle.resolve();
  }

  refuse(error: Error): void {
    this.#letGo();
    if (this.#recipient.response.destroyed) this.#settle.resolve();
    else this.#settle.reject(error);
  }

  readonly #onDrain = (): void => {
    this.#mayWrite = true;
    this.#invoking?.resume();
  };
  readonly #onClose = (): void => this.#abandon(false);
  readonly #onEnough = (): void => this.#abandon(true);

  #abandon(enough: boolean): void {
    this.#letGo();
    this.#invoking?.abandon(enough);
    this.#settle.resolve();
  }

  #letGo(): void {
    this.#recipient.response.off("close", this.#onClose);
    this.#body?.off("close", this.#onEnough).off("drain", this.#onDrain);
  }
}
