import type { IncomingHttpHeaders } from "node:http";
import type { Writable } from "node:stream";
import { CATALOGUE, type ErrorCode, SlipwayError } from "@slipway/model";
import { type Clock, passed, systemClock } from "#lib/clock.ts";
import { FirstBytes } from "#lib/http/first-bytes.ts";
import { ERROR_CODE } from "./headers.ts";
import type { Invocation, Invoker, Recipient } from "./invoker.ts";
import { relay } from "./relay.ts";
import { ReplayBudget } from "./replay-budget.ts";
import { RouterPools } from "./router-pools.ts";

/** Longer than any error of the router's own. */
const MOST_OF_AN_ERROR = 8 * 1024;
/**
 * Routers asked for one invocation, as they ask pods: one that cannot be reached costs nothing, but what broke a connection may be what
 * breaks routers, and is sent at most twice.
 */
const MOST = { attempts: 3, broken: 2 } as const;
/** Before a router is asked that was asked already: where there is but one, it may be back. */
const AGAIN_MS = 50;

/** Nothing of the request has been sent. */
const UNREACHED = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);
/** The router took it and was silent: asking again would have the container do it twice. */
const SILENT = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

export interface HttpInvokerOptions {
  /** Where routers are called that are not known one by one. */
  readonly url: string;
  /** Where they are one by one, as `host:port`; asked for each invocation. */
  readonly routers?: () => readonly string[];
  readonly token: string;
  readonly clock?: Clock;
}

/** Routers in other processes: one that does not answer has the invocation go to another. */
export class HttpInvoker implements Invoker {
  readonly #routers: RouterPools;
  readonly #clock: Clock;
  readonly #authorization: string;
  readonly #replays = new ReplayBudget();
  #carried = 0;

  constructor({ url, routers, token, clock = systemClock }: HttpInvokerOptions) {
    const origins = (): readonly string[] => {
      const known = routers?.() ?? [];
      return known.length > 0 ? known.map((address) => `http://${address}`) : [url];
    };
    this.#routers = new RouterPools(origins, clock);
    this.#clock = clock;
    this.#authorization = `Bearer ${token}`;
  }

  async invoke(invocation: Invocation, recipient: Recipient): Promise<void> {
    const asked = new Set<string>();
    this.#carried += 1;
    let broken = 0;
    for (let attempts = 1; ; attempts++) {
      const error = await this.#ask(invocation, recipient, asked);
      if (error === undefined) return;
      const code = codeOf(error);
      const isBroken = !UNREACHED.has(code);
      if (isBroken) broken += 1;
      const isLeft = attempts < MOST.attempts && broken < MOST.broken && !SILENT.has(code);
      if (isLeft && (!isBroken || this.#mayReplay(invocation))) continue;
      const message = "The router that carries invocations does not answer.";
      throw new SlipwayError("SLIP-AWS-008", message, { cause: error });
    }
  }

  #mayReplay({ neverReplayed = false }: Invocation): boolean {
    return !neverReplayed && this.#replays.take(this.#carried);
  }

  /** Resolves once what is under way has ended. */
  close(): Promise<void> {
    return this.#routers.close();
  }

  /** Resolves with why a router has answered nothing; throws what one answered for itself. */
  async #ask(
    { namespace, endpoint, headers, body }: Invocation,
    recipient: Recipient,
    asked: Set<string>,
  ): Promise<Error | undefined> {
    const router = this.#routers.pick(asked);
    if (asked.has(router.origin)) await passed(this.#clock, AGAIN_MS);
    asked.add(router.origin);
    const answer = new RouterAnswer(recipient);
    router.underWay += 1;
    const relayed = await relay({
      to: router.pool,
      method: "POST",
      path: `/namespaces/${encodeURIComponent(namespace)}/endpoints/${encodeURIComponent(endpoint)}/invocations`,
      headers: { ...headers, authorization: this.#authorization },
      body,
      recipient: answer,
    });
    router.underWay -= 1;
    if (relayed.kind === "failed") {
      this.#routers.failed(router);
      return relayed.error;
    }
    if (relayed.kind === "answered") this.#routers.answered(router);
    const { refusal } = answer;
    if (refusal !== undefined) throw refused(refusal, await refusal.body.text);
    return undefined;
  }
}

const codeOf = (error: Error): string => String((error as { readonly code?: unknown }).code ?? "");

/** What a router says itself. */
interface Refusal {
  readonly code: ErrorCode;
  readonly details: { readonly retryAfterSeconds?: number };
  readonly body: FirstBytes;
}

/** Hands on what a container answers and keeps what the router says itself. */
class RouterAnswer implements Recipient {
  readonly #recipient: Recipient;
  refusal: Refusal | undefined;

  constructor(recipient: Recipient) {
    this.#recipient = recipient;
  }

  get response(): Writable {
    return this.#recipient.response;
  }

  begin(status: number, headers: IncomingHttpHeaders): Writable {
    const code = headers[ERROR_CODE];
    if (typeof code !== "string" || !isErrorCode(code)) return this.#recipient.begin(status, headers);
    const retryAfterSeconds = Number(headers["retry-after"] ?? Number.NaN);
    const details = Number.isFinite(retryAfterSeconds) ? { retryAfterSeconds } : {};
    this.refusal = { code, details, body: new FirstBytes(MOST_OF_AN_ERROR) };
    return this.refusal.body;
  }
}

/** The router's own errors are JSON; those about its token are nothing that a client could mend. */
function refused({ code, details }: Refusal, body: string | undefined): SlipwayError {
  if (code === "SLIP-API-005") {
    return new SlipwayError("SLIP-AWS-008", "The router refuses the AWS door's token.");
  }
  return new SlipwayError(code, messageIn(body) ?? "The router answered with an error.", { details });
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
