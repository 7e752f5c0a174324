import type { Clock } from "#lib/clock.ts";

const MINUTE_MS = 60_000;

/** Calls back at the end of each minute, with its last instant; what it answers ends that. */
export function everyMinute(clock: Clock, work: (at: Date) => void): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.after(MINUTE_MS - (clock.now().getTime() % MINUTE_MS), () => {
      next();
      work(lastInstant(clock));
    });
  };
  next();
  return () => cancel();
}

/** The last instant that is over, in milliseconds before a whole second. */
export const lastInstant = (clock: Clock): Date =>
  new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000 - 1);
