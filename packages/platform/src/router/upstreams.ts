import { backOff } from "@slipway/model/back-off.ts";
import { Pool } from "undici";
import type { Clock } from "#lib/clock.ts";

/** One pod as the router knows it: its connections, what is under way there and whether it is trusted. */
export interface Upstream {
  readonly address: string;
  readonly pool: Pool;
  outstanding: number;
  failuresInARow: number;
  /** Milliseconds since the epoch until which others are preferred. */
  ejectedUntil: number;
}

export interface UpstreamLimits {
  /** Invocations under way at one pod; more are refused rather than queued. */
  readonly perPod: number;
  readonly connectTimeoutMs: number;
  readonly responseTimeoutMs: number;
}

const EJECTION = { baseMs: 1000, capMs: 30_000 } as const;
/** Below the 5 s after which a Node server closes an idle connection, so that it is we who close it. */
const IDLE_MS = 4000;

/** All pods the router dials; forgets those that no route names any more. */
export class Upstreams {
  readonly #byAddress = new Map<string, Upstream>();
  readonly #limits: UpstreamLimits;
  readonly #clock: Clock;
  readonly #random: () => number;

  /** `random` is in [0, 1). */
  constructor(limits: UpstreamLimits, clock: Clock, random: () => number) {
    this.#limits = limits;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * The pod with the fewest invocations under way, ties broken by chance; ejected pods only when there is no other.
   * Undefined when all are excluded or full.
   */
  pick(addresses: readonly string[], exclude: ReadonlySet<string>): Upstream | undefined {
    const now = this.#clock.now().getTime();
    const start = Math.floor(this.#random() * addresses.length);
    let best: Upstream | undefined;
    let bestEjected = false;
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[(start + i) % addresses.length];
      if (address === undefined || exclude.has(address)) continue;
      const upstream = this.#upstream(address);
      if (upstream.outstanding >= this.#limits.perPod) continue;
      const ejected = upstream.ejectedUntil > now;
      const better = ejected === bestEjected ? upstream.outstanding < (best?.outstanding ?? 0) : bestEjected;
      if (best === undefined || better) {
        best = upstream;
        bestEjected = ejected;
      }
    }
    return best;
  }

  /** The pod broke a connection or could not be reached: others go first for a while that doubles each time. */
  failed(upstream: Upstream): void {
    const ms = backOff(upstream.failuresInARow, EJECTION);
    upstream.failuresInARow += 1;
    upstream.ejectedUntil = this.#clock.now().getTime() + ms;
  }

  answered(upstream: Upstream): void {
    upstream.failuresInARow = 0;
    upstream.ejectedUntil = 0;
  }

  /** Closes the connections of pods that are not in `addresses`, each after its last invocation. */
  keepOnly(addresses: ReadonlySet<string>): void {
    for (const [address, upstream] of this.#byAddress) {
      if (addresses.has(address)) continue;
      this.#byAddress.delete(address);
      void upstream.pool.close().catch(() => {});
    }
  }

  async destroy(): Promise<void> {
    const pools = [...this.#byAddress.values()].map((upstream) => upstream.pool.destroy());
    this.#byAddress.clear();
    await Promise.allSettled(pools);
  }

  #upstream(address: string): Upstream {
    const known = this.#byAddress.get(address);
    if (known !== undefined) return known;
    const pool = new Pool(`http://${address}`, {
      connections: this.#limits.perPod,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: 60_000,
      connect: { timeout: this.#limits.connectTimeoutMs },
      headersTimeout: this.#limits.responseTimeoutMs,
      bodyTimeout: this.#limits.responseTimeoutMs,
    });
    const upstream = { address, pool, outstanding: 0, failuresInARow: 0, ejectedUntil: 0 };
    this.#byAddress.set(address, upstream);
    return upstream;
  }
}
