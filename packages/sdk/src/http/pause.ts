import { backOff, spread } from "@slipway/model/back-off.ts";

/** Waits; ends early, without an error, when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}

const BACK_OFF = { baseMs: 250, capMs: 5_000 } as const;

/** Milliseconds to wait after so many tries, growing with each. */
export function growingPause(tries: number): number {
  return spread(backOff(tries, BACK_OFF));
}
