import { backOff } from "@slipway/model/back-off.ts";
import { Pool } from "undici";
import type { Clock } from "#lib/clock.ts";

/** The router gives up first, and says why. */
const TIMEOUT_MS = 90_000;
/** A machine that is gone answers nothing; another one is there. */
const CONNECT_TIMEOUT_MS = 1_000;
const CONNECTIONS = 256;
const EJECTION = { baseMs: 500, capMs: 10_000 } as const;

/** One router as its callers know it. */
class RouterPool {
  readonly origin: string;
  readonly pool: Pool;
  underWay = 0;
  failuresInARow = 0;
  /** Milliseconds since the epoch until which others are preferred. */
  avoidedUntil = 0;

  constructor(origin: string) {
    this.origin = origin;
    this.pool = new Pool(origin, {
      connections: CONNECTIONS,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS },
    });
  }
}

/** Connections to the routers that there are; those that are gone are let end. */
export class RouterPools {
  readonly #byOrigin = new Map<string, RouterPool>();
  readonly #origins: () => readonly string[];
  readonly #clock: Clock;
  /** Of equally busy ones each is taken in its turn. */
  #turn = 0;

  /** `origins` says which routers there are now, and is never empty. */
  constructor(origins: () => readonly string[], clock: Clock) {
    this.#origins = origins;
    this.#clock = clock;
  }

  /** The router with the least under way, of those that were not asked yet and did not fail lately, where there are such. */
  pick(asked: ReadonlySet<string>): RouterPool {
    const now = this.#clock.now().getTime();
    const origins = this.#origins();
    this.#keepOnly(origins);
    const start = asked.size === 0 ? this.#turn++ % origins.length : 0;
    const [best] = [...origins.slice(start), ...origins.slice(0, start)]
      .map((origin) => this.#of(origin))
      .map((router) => ({
        router,
        rank: [asked.has(router.origin) ? 1 : 0, router.avoidedUntil > now ? 1 : 0, router.underWay],
      }))
      .sort(({ rank: a }, { rank: b }) => compare(a, b));
    if (best === undefined) throw new Error("there is an origin");
    return best.router;
  }

  failed(router: RouterPool): void {
    router.avoidedUntil = this.#clock.now().getTime() + backOff(router.failuresInARow, EJECTION);
    router.failuresInARow += 1;
  }

  answered(router: RouterPool): void {
    router.failuresInARow = 0;
    router.avoidedUntil = 0;
  }

  /** Resolves once what is under way has ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#byOrigin.values()].map(({ pool }) => pool.close()));
  }

  #of(origin: string): RouterPool {
    const known = this.#byOrigin.get(origin);
    if (known !== undefined) return known;
    const router = new RouterPool(origin);
    this.#byOrigin.set(origin, router);
    return router;
  }

  #keepOnly(origins: readonly string[]): void {
    for (const [origin, { pool }] of this.#byOrigin) {
      if (origins.includes(origin)) continue;
      this.#byOrigin.delete(origin);
      pool.close().catch(() => {});
    }
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, value] of a.entries()) {
    const difference = value - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
