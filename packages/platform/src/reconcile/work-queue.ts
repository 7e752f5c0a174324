import type { Key } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import { DueKeys, type Priority } from "./due-keys.ts";

export interface Retry {
  readonly baseMs: number;
  readonly capMs: number;
}

/** A name for the keys that have the same workers: those of one lane wait for each other and for no others. */
export type Lane = string;

/**
 * Keys that want a look. A key waits once however often it is added, is never with two workers, and one that was added
 * while in hand comes again after `done`. It waits in the lane that is its own when it becomes due, and changes to
 * another when it is added or about to be taken after that.
 */
export interface WorkQueue {
  /**
   * "resync" keys wait behind "fresh" ones, though not for ever; a fresh add lifts a waiting resync. `afterMs` delays: the
   * sooner of two delays counts, and what has waited comes back as a resync.
   */
  add(key: Key, how?: { readonly priority?: Priority; readonly afterMs?: number }): void;
  /** The lane's next key, or undefined once `signal` aborts and nothing is due. */
  take(signal: AbortSignal, lane?: Lane): Promise<Key | undefined>;
  /** "forget" resets the key's back-off; "retry" brings it back after it. */
  done(key: Key, next: "forget" | "retry"): void;
}

export interface WorkQueueOptions {
  readonly clock: Clock;
  readonly retry: Retry;
  readonly random?: () => number;
  /** Asked often, so it must be cheap, and it must not throw. Default: all keys are of one lane. */
  readonly laneOf?: (key: Key) => Lane;
}

interface Entry {
  state: "idle" | "due" | "held";
  priority: Priority;
  lane: Lane;
  dirty: boolean;
  failures: number;
  timer?: { readonly at: number; readonly cancel: () => void };
}

interface LaneState {
  readonly due: DueKeys;
  readonly takers: (() => void)[];
}

const ONLY_LANE: Lane = "";

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  return new TimedQueue(options);
}

class TimedQueue implements WorkQueue {
  readonly #clock: Clock;
  readonly #retry: Retry;
  readonly #random: () => number;
  readonly #laneOf: (key: Key) => Lane;
  readonly #entries = new Map<Key, Entry>();
  readonly #lanes = new Map<Lane, LaneState>();

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock;
    this.#retry = options.retry;
    this.#random = options.random ?? Math.random;
    this.#laneOf = options.laneOf ?? (() => ONLY_LANE);
  }

  add(key: Key, how: { readonly priority?: Priority; readonly afterMs?: number } = {}): void {
    if (how.afterMs !== undefined && how.afterMs > 0) this.#addLater(key, how.afterMs);
    else this.#addNow(key, how.priority ?? "fresh");
  }

  async take(signal: AbortSignal, lane: Lane = ONLY_LANE): Promise<Key | undefined> {
    for (;;) {
      const key = this.#pop(lane);
      if (key !== undefined || signal.aborted) return key;
      await this.#wake(lane, signal);
    }
  }

  done(key: Key, next: "forget" | "retry"): void {
    const entry = this.#entry(key);
    entry.state = "idle";
    if (next === "retry") this.#addLater(key, this.#backoff(entry.failures++));
    else entry.failures = 0;
    if (entry.dirty) this.#addNow(key, entry.priority);
    else if (entry.timer === undefined && entry.failures === 0) this.#entries.delete(key);
  }

  #addNow(key: Key, priority: Priority): void {
    const entry = this.#entry(key);
    if (entry.state === "held") {
      entry.priority = entry.dirty && entry.priority === "fresh" ? "fresh" : priority;
      entry.dirty = true;
      return;
    }
    const wasFresh = entry.state === "due" && entry.priority === "fresh";
    this.#enqueue(key, entry, wasFresh ? "fresh" : priority);
  }

  /** A key that is due already keeps its place, unless it has another lane or priority now. */
  #enqueue(key: Key, entry: Entry, priority: Priority): void {
    const lane = this.#laneOf(key);
    if (entry.state === "due") {
      if (entry.lane === lane && entry.priority === priority) return;
      this.#lane(entry.lane).due.delete(key);
    }
    entry.timer?.cancel();
    delete entry.timer;
    Object.assign(entry, { state: "due", dirty: false, priority, lane });
    const { due, takers } = this.#lane(lane);
    due.put(key, priority);
    takers.shift()?.();
  }

  #addLater(key: Key, afterMs: number): void {
    const entry = this.#entry(key);
    const at = this.#clock.now().getTime() + afterMs;
    if (entry.timer !== undefined && entry.timer.at <= at) return;
    entry.timer?.cancel();
    const cancel = this.#clock.after(afterMs, () => {
      delete entry.timer;
      this.#addNow(key, "resync");
    });
    entry.timer = { at, cancel };
  }

  #pop(lane: Lane): Key | undefined {
    const { due } = this.#lane(lane);
    for (let key = due.pop(); key !== undefined; key = due.pop()) {
      const entry = this.#entry(key);
      if (this.#laneOf(key) === lane) {
        entry.state = "held";
        return key;
      }
      this.#enqueue(key, entry, entry.priority);
    }
    return undefined;
  }

  #wake(lane: Lane, signal: AbortSignal): Promise<void> {
    const { takers } = this.#lane(lane);
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = (): void => {
        const at = takers.indexOf(wake);
        if (at >= 0) takers.splice(at, 1);
        resolve();
      };
      takers.push(wake);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Doubles from `baseMs` to `capMs`, then varies by up to a fifth so that keys that failed together part. */
  #backoff(failures: number): number {
    const plain = Math.min(this.#retry.capMs, this.#retry.baseMs * 2 ** Math.min(failures, 30));
    return plain * (0.8 + 0.2 * this.#random());
  }

  #lane(name: Lane): LaneState {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = { due: new DueKeys(), takers: [] };
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #entry(key: Key): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { state: "idle", priority: "fresh", lane: ONLY_LANE, dirty: false, failures: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
