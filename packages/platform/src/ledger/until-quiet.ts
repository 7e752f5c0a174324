import type { Clock } from "#lib/clock.ts";
import type { LogTarget } from "./copy-lines.ts";

/** How long the last lines of a program that is over may be on their way into the ledger. */
const QUIET_MS = 2_000;

/**
 * The same target, which wants no more once the program is over and nothing has come for a while: nobody closes a log whose pod went
 * while no operator was there. A reader that takes its time, such as a pager, is waited for.
 */
export function untilQuiet(parts: {
  readonly clock: Clock;
  readonly target: LogTarget;
  over(): Promise<boolean>;
}): LogTarget & { done(): void } {
  const { clock, target, over } = parts;
  const stop = new AbortController();
  let written = false;
  let unread = 0;
  let cancel = () => {};
  const look = async (): Promise<void> => {
    const silent = !written && unread === 0;
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
    write: async (text) => {
      unread += 1;
      try {
        await target.write(text);
      } finally {
        unread -= 1;
        written = true;
      }
    },
    done: () => {
      cancel();
      stop.abort();
    },
  };
}
