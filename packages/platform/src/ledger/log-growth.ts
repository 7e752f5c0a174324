import type { LogStream } from "./ledger.ts";

/** Tells followers and listeners that a stream has grown or ended; they read for themselves what is new. */
export class LogGrowth {
  readonly #listeners = new Set<(stream: LogStream) => void>();
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves at the next growth, or at once when `signal` aborts. Ask before reading, so that no growth is missed. */
  next(stream: LogStream, signal: AbortSignal): { readonly happened: Promise<void>; forget(): void } {
    const key = keyOf(stream);
    let resolve = (): void => {};
    const happened = new Promise<void>((done) => {
      resolve = done;
    });
    const wake = () => {
      forget();
      resolve();
    };
    const forget = () => {
      signal.removeEventListener("abort", wake);
      const waiting = this.#waiting.get(key);
      waiting?.delete(wake);
      if (waiting?.size === 0) this.#waiting.delete(key);
    };
    signal.addEventListener("abort", wake, { once: true });
    if (signal.aborted) resolve();
    const waiting = this.#waiting.get(key) ?? new Set();
    this.#waiting.set(key, waiting.add(wake));
    return { happened, forget };
  }

  /** Of every stream, until what is returned is called. */
  listen(listener: (stream: LogStream) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  grown(stream: LogStream): void {
    for (const listener of this.#listeners) listener(stream);
    if (this.#waiting.size === 0) return;
    for (const wake of [...(this.#waiting.get(keyOf(stream)) ?? [])]) wake();
  }

  wakeAll(): void {
    for (const wakers of [...this.#waiting.values()]) for (const wake of [...wakers]) wake();
  }
}

const keyOf = ({ namespace, pod, uid, container }: LogStream): string =>
  JSON.stringify([namespace, pod, uid, container]);
