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

/** Pauses between tries: doubling from a quarter of a second to five seconds, spread by a half. */
export function backOff(tries: number): number {
  return Math.min(250 * 2 ** tries, 5000) * (0.75 + Math.random() / 2);
}
