import type { LogStream } from "./ledger.ts";

/** Tells followers that a stream has grown or ended; they read for themselves what is new. */
export class LogGrowth {
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

  grown(stream: LogStream): void {
    for (const wake of [...(this.#waiting.get(keyOf(stream)) ?? [])]) wake();
  }

  wakeAll(): void {
    for (const wakers of [...this.#waiting.values()]) for (const wake of [...wakers]) wake();
  }
}

const keyOf = ({ namespace, pod, uid, container }: LogStream): string =>
  JSON.stringify([namespace, pod, uid, container]);
