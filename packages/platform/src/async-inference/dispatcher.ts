import { randomUUID } from "node:crypto";
import type { ClaimedRequest, QueueDepth } from "#ledger/request-queue.ts";
import type { Clock } from "#lib/clock.ts";
import { wordsOf } from "#lib/words-of.ts";
import { routeKey } from "#router/routing-table.ts";
import { placesOf } from "./places-of.ts";
import { RequestWork, type RequestWorkOptions } from "./request-work.ts";

export interface DispatcherOptions extends Omit<RequestWorkOptions, "worker"> {
  /** How often the queue is looked at where nobody tells of it. */
  readonly lookEveryMs?: number;
}

/** A worker that ends loses what it has in hand to another so long afterwards. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
/** Requests in hand; each is a connection and a few buffers. */
const MOST_IN_HAND = 512;
/** The least of it that an endpoint may have, however many others there are. */
const LEAST_SHARE = 4;
const LOST_AT_ONCE = 100;

interface InHand {
  readonly claimed: ClaimedRequest;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * Carries out requests that wait: claims as many of each endpoint as its pods have room for, and renews the leases of those in hand. Any
 * number of these work at one queue. Where nothing waits it looks at one small table.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #worker = randomUUID();
  readonly #work: RequestWork;
  readonly #inHand = new Map<string, InHand>();
  readonly #stops: (() => void)[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #turn = 0;
  /** Of those in hand, how many nobody is asked about. */
  #lost = 0;
  /** At the last look requests waited: of endpoints that are gone too. */
  #waits = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#work = new RequestWork({ ...options, worker: this.#worker });
    const { queue, clock, endpoints, lookEveryMs = LOOK_EVERY_MS } = options;
    this.#stops.push(queue.onAdded(() => this.#look()));
    this.#every(clock, lookEveryMs, () => {
      if (this.#waits || endpoints.any()) this.#look();
    });
    this.#every(clock, RENEW_EVERY_MS, () => void this.#renew());
    this.#look();
  }

  /** Takes on nothing new, waits for what is under way for so long, and gives the rest back for another to take up. */
  async close({ graceMs = 2_000 }: { readonly graceMs?: number } = {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    await this.#looking;
    const all = [...this.#inHand.values()];
    const cancel = this.#options.clock.after(graceMs, () => {
      for (const { abort } of all) abort.abort();
    });
    await Promise.all(all.map(({ done }) => done));
    cancel();
    await this.#work.close();
  }

  #every(clock: Clock, ms: number, act: () => void): void {
    let cancel = (): void => {};
    const next = (): void => {
      cancel = clock.after(ms, () => {
        act();
        next();
      });
    };
    next();
    this.#stops.push(() => cancel());
  }

  #look(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
      if (this.#again) this.#look();
    });
  }

  async #lookAll(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        this.#options.log.warn("requests that wait could not be looked at", { error: wordsOf(error) });
        return;
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const all = await this.#options.queue.depths();
    this.#waits = all.length > 0;
    const depths = all.filter(({ waiting }) => waiting);
    if (depths.length === 0) return;
    await this.#tellLost({});
    const share = Math.max(LEAST_SHARE, Math.floor(MOST_IN_HAND / depths.length));
    this.#turn += 1;
    const first = this.#turn % depths.length;
    // Another endpoint is first each time, so that none is always last.
    for (const depth of [...depths.slice(first), ...depths.slice(0, first)]) await this.#serve(depth, share);
  }

  async #serve(depth: QueueDepth, share: number): Promise<void> {
    const { queue, endpoints, routes } = this.#options;
    const { uid } = depth;
    // Whether it is gone cannot be told while the API server is away; others need not wait for that.
    const endpoint = await endpoints.find(depth).catch(() => "unknown" as const);
    if (endpoint === "unknown") return;
    if (endpoint === undefined) return this.#tellLost({ uid });
    const its = [...this.#inHand.values()].filter(({ claimed }) => claimed.queue.uid === uid).length;
    const limit = Math.min(share - its, MOST_IN_HAND - this.#inHand.size);
    const route = routes.current().get(routeKey(depth.namespace, depth.endpoint));
    const places = this.#work.reachable(placesOf(route, endpoint.most));
    if (limit <= 0 || places.length === 0) return;
    const claimed = await queue.claim({ worker: this.#worker, leaseMs: LEASE_MS, limit, uid, places });
    for (const one of claimed) this.#take(one, (signal) => this.#work.carry(one, signal));
    // There may be more than one claim gives.
    if (claimed.length > 0 && claimed.length < limit) this.#again = true;
  }

  /** Those that have waited too long, or of `uid` all, for the endpoint is gone. */
  async #tellLost(which: { readonly uid?: string }): Promise<void> {
    const limit = LOST_AT_ONCE - this.#lost;
    if (limit <= 0) return;
    const lost = { worker: this.#worker, leaseMs: LEASE_MS, limit };
    const claimed = await this.#options.queue.claimLost({ ...lost, ...which });
    const why = which.uid === undefined ? "expired" : "deleted";
    for (const one of claimed.filter(({ id }) => !this.#inHand.has(id))) {
      this.#lost += 1;
      this.#take(one, () =>
        this.#work.failLost(one, why).finally(() => {
          this.#lost -= 1;
        }),
      );
    }
  }

  #take(claimed: ClaimedRequest, work: (signal: AbortSignal) => Promise<void>): void {
    // Its lease was over before it was renewed: it goes on, and is renewed from now on.
    if (this.#inHand.has(claimed.id)) return;
    const abort = new AbortController();
    const done = Promise.resolve()
      .then(() => work(abort.signal))
      .catch((error: unknown) => {
        this.#options.log.error("a request is left for another try", {
          id: claimed.id,
          error: wordsOf(error),
        });
      })
      .finally(() => {
        this.#inHand.delete(claimed.id);
        this.#look();
      });
    this.#inHand.set(claimed.id, { claimed, abort, done });
  }

  async #renew(): Promise<void> {
    const ids = [...this.#inHand.keys()];
    if (ids.length === 0) return;
    try {
      const held = new Set(await this.#options.queue.renew({ worker: this.#worker, leaseMs: LEASE_MS, ids }));
      for (const id of ids) if (!held.has(id)) this.#inHand.get(id)?.abort.abort();
    } catch (error) {
      this.#options.log.warn("leases of requests could not be renewed", { error: wordsOf(error) });
    }
  }
}
