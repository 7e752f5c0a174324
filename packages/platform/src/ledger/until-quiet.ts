import type { Clock } from "#lib/clock.ts";
import type { LogTarget } from "./copy-lines.ts";

/** How long the last lines of a program that is over may be on their way into the ledger. */
const QUIET_MS = 2_000;

/**
 * The same target, which wants no more once the program is over and nothing has come for a while: nobody closes a log whose pod went
 * while no operator was there.
 */
export function untilQuiet(parts: {
  readonly clock: Clock;
  readonly target: LogTarget;
  over(): Promise<boolean>;
}): LogTarget & { done(): void } {
  const { clock, target, over } = parts;
  const stop = new AbortController();
  let written = false;
  let cancel = () => {};
  const look = async (): Promise<void> => {
    const silent = !written;
    written = false;
    if (silent && (await over().catch(() => false))) stop.abort();
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
