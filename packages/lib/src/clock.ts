/** Time as a dependency: tests hand in a clock they set themselves. */
export interface Clock {
  now(): Date;
  /** Calls back once after `ms`; the returned function cancels it. Never keeps the process alive by itself. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest that a timer of Node's can wait: it ends a longer wait at once, so that one takes several. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const next = (): void => (left > LONGEST_MS ? wait(left - LONGEST_MS) : callback());
      timer = setTimeout(next, Math.min(left, LONGEST_MS));
      timer.unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves once so much time has passed by that clock. */
export function passed(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
