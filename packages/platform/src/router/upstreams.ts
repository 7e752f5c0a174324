import { backOff } from "@slipway/model/back-off.ts";
import type { Clock } from "#lib/clock.ts";
import { type PodAddress, PodConnection, type PodConnectionLimits } from "./pod-connection.ts";

export interface UpstreamLimits extends PodConnectionLimits {
  /** Invocations under way at one pod; more are refused rather than queued. */
  readonly perPod: number;
}

const EJECTION = { baseMs: 1000, capMs: 30_000 } as const;
/** How late a connection may be closed whose time is over. */
const CHECK_EVERY_MS = 100;

/** One pod as the router knows it: its connections, what is under way there and whether it is trusted. */
export class Upstream {
  readonly address: string;
  outstanding = 0;
  failuresInARow = 0;
  /** Milliseconds since the epoch until which others are preferred; 0 where it never failed, or has answered since. */
  ejectedUntil = 0;
  readonly #to: PodAddress;
  readonly #limits: PodConnectionLimits;
  readonly #all = new Set<PodConnection>();
  /** The one used last is used next, so that the others grow old. */
  readonly #idle: PodConnection[] = [];
  #isLeft = false;

  constructor(address: string, limits: PodConnectionLimits) {
    this.address = address;
    this.#to = parsed(address);
    this.#limits = limits;
  }

  /** A connection for one request, an idle one where there is any. */
  connection(): PodConnection {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop())
      if (!idle.isClosed) return idle;
    const opened = new PodConnection(this.#to, this.#limits, this);
    this.#all.add(opened);
    return opened;
  }

  isIdle(connection: PodConnection): void {
    if (this.#isLeft) connection.destroy();
    else this.#idle.push(connection);
  }

  isClosed(connection: PodConnection): void {
    this.#all.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
  }

  get hasConnections(): boolean {
    return this.#all.size > 0;
  }

  /** Closes connections whose time is over. */
  check(now: number): void {
    for (const connection of this.#all) connection.check(now);
  }

  /** Closes each connection after its last answer. */
  leave(): void {
    this.#isLeft = true;
    for (const idle of this.#idle.splice(0)) idle.destroy();
  }

  destroy(): void {
    this.leave();
    for (const connection of this.#all) connection.destroy();
  }
}

/** All pods the router dials; forgets those that no route names any more. */
export class Upstreams {
  readonly #byAddress = new Map<string, Upstream>();
  /** No route names them, but they have connections. */
  readonly #left = new Set<Upstream>();
  readonly #limits: UpstreamLimits;
  readonly #clock: Clock;
  readonly #random: () => number;
  #timer: NodeJS.Timeout | undefined;

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
  pick(addresses: readonly string[], exclude?: ReadonlySet<string>): Upstream | undefined {
    const start = addresses.length === 1 ? 0 : Math.floor(this.#random() * addresses.length);
    let best: Upstream | undefined;
    let bestEjected = false;
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[(start + i) % addresses.length];
      if (address === undefined || exclude?.has(address) === true) continue;
      const upstream = this.#upstream(address);
      if (upstream.outstanding >= this.#limits.perPod) continue;
      const ejected = upstream.ejectedUntil > 0 && upstream.ejectedUntil > this.#clock.now().getTime();
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
      this.#left.add(upstream);
      upstream.leave();
    }
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const upstream of [...this.#byAddress.values(), ...this.#left]) upstream.destroy();
    this.#byAddress.clear();
    this.#left.clear();
  }

  #upstream(address: string): Upstream {
    const known = this.#byAddress.get(address);
    if (known !== undefined) return known;
    const upstream = new Upstream(address, this.#limits);
    this.#byAddress.set(address, upstream);
    this.#timer ??= setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
    return upstream;
  }

  #check(): void {
    const now = performance.now();
    for (const upstream of this.#byAddress.values()) upstream.check(now);
    for (const upstream of this.#left) {
      upstream.check(now);
      if (!upstream.hasConnections) this.#left.delete(upstream);
    }
    if (this.#byAddress.size + this.#left.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** `host:port`, an IPv6 address in brackets. */
function parsed(address: string): PodAddress {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon);
  const port = Number(address.slice(colon + 1));
  return host.startsWith("[") ? { host: host.slice(1, -1), port, family: 6 } : { host, port, family: 4 };
}
