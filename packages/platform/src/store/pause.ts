import type { Clock } from "#lib/clock.ts";

/** Waits so long, or until the signal aborts. */
export function pause(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ms: number,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done);
  });
}
