import { setTimeout as sleep } from "node:timers/promises";
import { backOff, spread } from "@slipway/model/back-off.ts";
import { wordsOf } from "#lib/words-of.ts";

export interface RetryOptions {
  /** Time of `Date.now()` after which it gives up. */
  readonly deadline: number;
  readonly isPassing: (error: unknown) => boolean;
  /** Says what went wrong and that it is tried again. */
  readonly say: (message: string) => void;
}

const PAUSE = { baseMs: 200, capMs: 10_000 } as const;

/** Does `work` until it works, with growing pauses of random length; an error that does not pass, or the deadline's, is thrown. */
export async function retrying<T>(
  work: () => Promise<T>,
  { deadline, isPassing, say }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const pause = spread(backOff(attempt, PAUSE));
      if (!isPassing(error) || Date.now() + pause > deadline) throw error;
      say(`${wordsOf(error)} Trying again in ${(pause / 1000).toFixed(1)} s.`);
      await sleep(pause);
    }
  }
}
