import type { IncomingHttpHeaders } from "node:http";
import type { Writable } from "node:stream";
import { CATALOGUE, type ErrorCode, SlipwayError } from "@slipway/model";
import { Pool } from "undici";
import { FirstBytes } from "#lib/http/first-bytes.ts";
import { ERROR_CODE } from "./headers.ts";
import type { Invocation, Invoker, Recipient } from "./invoker.ts";
import { relay } from "./relay.ts";

/** The router gives up first, and says why. */
const TIMEOUT_MS = 90_000;
/** Longer than any error of the router's own. */
const MOST_OF_AN_ERROR = 8 * 1024;

/** A router in another process. */
export class HttpInvoker implements Invoker {
  readonly #pool: Pool;
  readonly #authorization: string;

  constructor({ url, token }: { readonly url: string; readonly token: string }) {
    this.#pool = new Pool(url, { connections: 256, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    this.#authorization = `Bearer ${token}`;
  }

  async invoke({ namespace, endpoint, headers, body }: Invocation, recipient: Recipient): Promise<void> {
    const answer = new RouterAnswer(recipient);
    const relayed = await relay({
      to: this.#pool,
      method: "POST",
      path: `/namespaces/${encodeURIComponent(namespace)}/endpoints/${encodeURIComponent(endpoint)}/invocations`,
      headers: { ...headers, authorization: this.#authorization },
      body,
      recipient: answer,
    });
    if (relayed.kind === "failed") {
      const message = "The router that carries invocations does not answer.";
      throw new SlipwayError("SLIP-AWS-008", message, { cause: relayed.error });
    }
    const { refusal } = answer;
    if (refusal !== undefined) throw refused(refusal.code, await refusal.body.text);
  }

  /** Resolves once what is under way has ended. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Hands on what a container answers and keeps what the router says itself. */
class RouterAnswer implements Recipient {
  readonly #recipient: Recipient;
  refusal: { readonly code: ErrorCode; readonly body: FirstBytes } | undefined;

  constructor(recipient: Recipient) {
    this.#recipient = recipient;
  }

  get response(): Writable {
    return this.#recipient.response;
  }

  begin(status: number, headers: IncomingHttpHeaders): Writable {
    const code = headers[ERROR_CODE];
    if (typeof code !== "string" || !isErrorCode(code)) return this.#recipient.begin(status, headers);
    this.refusal = { code, body: new FirstBytes(MOST_OF_AN_ERROR) };
    return this.refusal.body;
  }
}

/** The router's own errors are JSON; those about its token are nothing that a client could mend. */
function refused(code: ErrorCode, body: string | undefined): SlipwayError {
  if (code === "SLIP-API-005") {
    return new SlipwayError("SLIP-AWS-008", "The router refuses the AWS door's token.");
  }
  return new SlipwayError(code, messageIn(body) ?? "The router answered with an error.");
}

function messageIn(body: string | undefined): string | undefined {
  try {
    const { message } = JSON.parse(body ?? "") as { readonly message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(CATALOGUE, code);
