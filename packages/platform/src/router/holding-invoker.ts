import { isSlipwayError, type SlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { type Clock, passed } from "#lib/clock.ts";
import type { Invocation, Invoker, Recipient } from "./invoker.ts";

export interface HoldLimits {
  /** Milliseconds that a request waits at most: below the minute that clients of AWS's wait for an answer. */
  readonly holdMs: number;
  /** Between two looks. */
  readonly againMs: number;
  /** Requests that wait at a time, and bytes of their bodies; more are told at once. */
  readonly requests: number;
  readonly bytes: number;
}

const DEFAULTS: HoldLimits = { holdMs: 25_000, againMs: 250, requests: 128, bytes: 64 * 1024 * 1024 };
const MOST_ENDPOINTS = 1_000;

export interface HoldingParts {
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly limits?: Partial<HoldLimits>;
}

/**
 * Has a request wait whose endpoint's last pod is gone, until another one answers: it was sent to nobody. Where one has waited in vain the
 * endpoint's next ones do not, until one was answered.
 */
export function holdingInvoker(parts: HoldingParts): Invoker {
  return new HoldingInvoker(parts);
}

class HoldingInvoker implements Invoker {
  readonly #invoker: Invoker;
  readonly #clock: Clock;
  readonly #limits: HoldLimits;
  readonly #inVain = new LRUCache<string, true>({ max: MOST_ENDPOINTS });
  #requests = 0;
  #bytes = 0;

  constructor({ invoker, clock, limits }: HoldingParts) {
    this.#invoker = invoker;
    this.#clock = clock;
    this.#limits = { ...DEFAULTS, ...limits };
  }

  async invoke(invocation: Invocation, recipient: Recipient): Promise<void> {
    const first = await this.#attempt(invocation, recipient);
    if (first === undefined) return;
    const size = invocation.body.length;
    if (this.#inVain.has(nameOf(invocation)) || !this.#hasRoom(size)) throw first;
    this.#requests += 1;
    this.#bytes += size;
    try {
      await this.#hold(invocation, recipient, first);
    } finally {
      this.#requests -= 1;
      this.#bytes -= size;
    }
  }

  async #hold(invocation: Invocation, recipient: Recipient, first: SlipwayError): Promise<void> {
    const { holdMs, againMs } = this.#limits;
    const until = this.#now() + holdMs;
    let refused = first;
    while (this.#now() < until) {
      await passed(this.#clock, againMs);
      if (recipient.response.destroyed) return;
      const again = await this.#attempt(invocation, recipient);
      if (again === undefined) return;
      refused = again;
    }
    this.#inVain.set(nameOf(invocation), true);
    throw refused;
  }

  /** What refuses a request that was sent to nobody; throws everything else. */
  async #attempt(invocation: Invocation, recipient: Recipient): Promise<SlipwayError | undefined> {
    try {
      await this.#invoker.invoke(invocation, recipient);
    } catch (error) {
      if (isUnsent(error)) return error;
      throw error;
    }
    this.#inVain.delete(nameOf(invocation));
    return undefined;
  }

  #hasRoom(size: number): boolean {
    return this.#requests < this.#limits.requests && this.#bytes + size <= this.#limits.bytes;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

const nameOf = ({ namespace, endpoint }: Invocation): string => `${namespace}/${endpoint}`;

/** Of those that no pod took, some may have broken one: they say nothing of trying again. */
const isUnsent = (error: unknown): error is SlipwayError =>
  isSlipwayError(error, "SLIP-ROUTER-003") && error.details.retryAfterSeconds !== undefined;
