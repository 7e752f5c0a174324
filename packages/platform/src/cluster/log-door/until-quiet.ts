import type { LogTarget } from "#ledger/copy-lines.ts";
import type { Clock } from "#lib/clock.ts";

/** How long the last lines of a pod that is gone may be on their way into the ledger. */
const QUIET_MS = 2_000;

/**
 * The same target, which wants no more once the pod is gone and nothing has come for a while: nobody closes a log whose pod went
 * while no operator was there.
 */
export function untilQuiet(parts: {
  readonly clock: Clock;
  readonly target: LogTarget;
  gone(): Promise<boolean>;
}): LogTarget & { done(): void } {
  const { clock, target, gone } = parts;
  const stop = new AbortController();
  let written = false;
  let cancel = () => {};
  const look = async (): Promise<void> => {
    const silent = !written;
    written = false;
    if (silent && (await gone().catch(() => false))) stop.abort();
    else if (!stop.signal.aborted) wait();
  };
  const wait = () => {
    cancel = clock.after(QUIET_MS, () => void look());
  };
  wait();
  return {
    signal: AbortSignal.any([stop.signal, target.signal]),
    write: (text) => {
      written = true;
      return target.write(text);
    },
    done: () => {
      cancel();
      stop.abort();
    },
  };
}
