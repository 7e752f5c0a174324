import { type HelperOptions, HelperProcess } from "./helper-process.ts";
import type { MoveOrder, Mover } from "./mover.ts";

export interface MoverOptions extends HelperOptions {
  /** How long an order may take before no other one is given to the process that it is in (default: 2 seconds). */
  readonly slowMs?: number;
  /** How long a process without orders is kept for the next one (default: 2 minutes). */
  readonly idleMs?: number;
}

const SLOW_MS = 2_000;
const IDLE_MS = 2 * 60_000;
/** How many orders one process has at once. */
const WIDTH = 8;
/** How long what is cancelled may take to end before its process is killed with all it has, which is then done anew. */
const OBEY_MS = 3_000;
const KILLED = 137;

/** A mover whose processes end with it; `close` resolves when none is left. */
export function createMover(options: MoverOptions): Mover & { close(): Promise<void> } {
  return new Movers(options);
}

/** One order, and what it comes to. */
interface Move {
  readonly order: MoveOrder;
  readonly signal: AbortSignal;
  resolve(code: number): void;
  reject(reason: unknown): void;
  /** Its process has died once. */
  died: boolean;
}

/**
 * Short moves share one process that lives on. One that takes long keeps its process for itself and whoever is in it
 * already, and the next ones get another, so that nobody waits for a large model or for what a hostile archive does.
 */
class Movers implements Mover {
  readonly #options: MoverOptions;
  readonly #helpers = new Set<HelperProcess>();
  readonly #waiting: Move[] = [];
  readonly #closed = new AbortController();
  #shared: HelperProcess | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: MoverOptions) {
    this.#options = options;
  }

  move(order: MoveOrder, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const either = AbortSignal.any([signal, this.#closed.signal]);
      const move: Move = { order, signal: either, resolve, reject, died: false };
      either.addEventListener("abort", () => this.#leave(move), { once: true });
      if (either.aborted) return reject(either.reason);
      this.#waiting.push(move);
      this.#giveOut();
    });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    clearTimeout(this.#idle);
    const helpers = [...this.#helpers];
    for (const helper of helpers) helper.end();
    await Promise.all(helpers.map((helper) => helper.ended));
  }

  /** Whoever has begun is cancelled where it is. */
  #leave(move: Move): void {
    const at = this.#waiting.indexOf(move);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    move.reject(move.signal.reason);
  }

  #giveOut(): void {
    while (this.#waiting.length > 0) {
      if (this.#shared?.isAlive !== true) this.#shared = this.#start();
      if (this.#shared.size >= WIDTH) return;
      const move = this.#waiting.shift();
      if (move !== undefined) void this.#moveIn(this.#shared, move);
    }
  }

  async #moveIn(helper: HelperProcess, move: Move): Promise<void> {
    const { order, signal } = move;
    clearTimeout(this.#idle);
    const { id, moved } = helper.move(order);
    const slow = setTimeout(() => this.#retire(helper), this.#options.slowMs ?? SLOW_MS);
    let late: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      helper.cancel(id);
      late = setTimeout(() => helper.end(), OBEY_MS);
    };
    if (signal.aborted) cancel();
    else signal.addEventListener("abort", cancel, { once: true });
    const code = await moved;
    for (const timer of [slow, late]) clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    if (signal.aborted) move.reject(signal.reason);
    else if (code === "died") this.#again(move);
    else move.resolve(code);
    if (helper !== this.#shared && helper.size === 0) helper.end();
    this.#giveOut();
    this.#rest();
  }

  /** In a process of its own: whoever has killed the first one shall not do so to others. */
  #again(move: Move): void {
    if (move.died) move.resolve(KILLED);
    else void this.#moveIn(this.#start(), Object.assign(move, { died: true }));
  }

  #start(): HelperProcess {
    const helper = new HelperProcess(this.#options);
    this.#helpers.add(helper);
    void helper.ended.then(() => {
      this.#helpers.delete(helper);
      if (this.#shared === helper) this.#shared = undefined;
    });
    return helper;
  }

  #retire(helper: HelperProcess): void {
    if (this.#shared !== helper) return;
    this.#shared = undefined;
    this.#giveOut();
  }

  #rest(): void {
    const helper = this.#shared;
    if (helper === undefined || helper.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => helper.size === 0 && helper.end(), this.#options.idleMs ?? IDLE_MS);
    this.#idle.unref();
  }
}
