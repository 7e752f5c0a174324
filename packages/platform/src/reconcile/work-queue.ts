import type { Key } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";

export interface Retry {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Keys that want a look. A key waits once however often it is added, is never with two workers, and one that was added
 * while in hand comes again after `done`.
 */
export interface WorkQueue {
  /** "resync" keys wait behind all "fresh" ones; a fresh add lifts a waiting resync. `afterMs` delays. */
  add(key: Key, how?: { readonly priority?: "fresh" | "resync"; readonly afterMs?: number }): void;
  /** The next key, or undefined once `signal` aborts and nothing is due. */
  take(signal: AbortSignal): Promise<Key | undefined>;
  /** "forget" resets the key's back-off; "retry" brings it back after it. */
  done(key: Key, next: "forget" | "retry"): void;
}

interface Entry {
  state: "idle" | "due" | "held";
  priority: "fresh" | "resync";
  dirty: boolean;
  failures: number;
  timer?: { readonly at: number; readonly cancel: () => void };
}

export function createWorkQueue(options: {
  readonly clock: Clock;
  readonly retry: Retry;
  readonly random?: () => number;
}): WorkQueue {
  return new TimedQueue(options);
}

class TimedQueue implements WorkQueue {
  readonly #clock: Clock;
  readonly #retry: Retry;
  readonly #random: () => number;
  readonly #entries = new Map<Key, Entry>();
  readonly #due = { fresh: new Set<Key>(), resync: new Set<Key>() };
  readonly #takers: (() => void)[] = [];

  constructor(options: { readonly clock: Clock; readonly retry: Retry; readonly random?: () => number }) {
    this.#clock = options.clock;
    this.#retry = options.retry;
    this.#random = options.random ?? Math.random;
  }

  add(key: Key, how: { readonly priority?: "fresh" | "resync"; readonly afterMs?: number } = {}): void {
    if (how.afterMs !== undefined && how.afterMs > 0) this.#addLater(key, how.afterMs);
    else this.#addNow(key, how.priority ?? "fresh");
  }

  async take(signal: AbortSignal): Promise<Key | undefined> {
    for (;;) {
      const key = this.#pop();
      if (key !== undefined || signal.aborted) return key;
      await this.#wake(signal);
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

  #addNow(key: Key, priority: "fresh" | "resync"): void {
    const entry = this.#entry(key);
    if (entry.state === "held") {
      entry.priority = entry.dirty && entry.priority === "fresh" ? "fresh" : priority;
      entry.dirty = true;
      return;
    }
    if (entry.state === "due" && (entry.priority === "fresh" || priority === "resync")) return;
    this.#due[entry.priority].delete(key);
    entry.timer?.cancel();
    delete entry.timer;
    entry.state = "due";
    entry.dirty = false;
    entry.priority = priority;
    this.#due[priority].add(key);
    this.#takers.shift()?.();
  }

  #addLater(key: Key, afterMs: number): void {
    const entry = this.#entry(key);
    const at = this.#clock.now().getTime() + afterMs;
    if (entry.timer !== undefined && entry.timer.at <= at) return;
    entry.timer?.cancel();
    const cancel = this.#clock.after(afterMs, () => {
      delete entry.timer;
      this.#addNow(key, "fresh");
    });
    entry.timer = { at, cancel };
  }

  #pop(): Key | undefined {
    for (const priority of ["fresh", "resync"] as const) {
      for (const key of this.#due[priority]) {
        this.#due[priority].delete(key);
        this.#entry(key).state = "held";
        return key;
      }
    }
    return undefined;
  }

  #wake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = (): void => {
        const at = this.#takers.indexOf(wake);
        if (at >= 0) this.#takers.splice(at, 1);
        resolve();
      };
      this.#takers.push(wake);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Doubles from `baseMs` to `capMs`, then varies by up to a fifth so that keys that failed together part. */
  #backoff(failures: number): number {
    const plain = Math.min(this.#retry.capMs, this.#retry.baseMs * 2 ** Math.min(failures, 30));
    return plain * (0.8 + 0.2 * this.#random());
  }

  #entry(key: Key): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { state: "idle", priority: "fresh", dirty: false, failures: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
