import type { AnsweredInvocation } from "#ledger/answers.ts";
import { type Clock, passed } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { within } from "#lib/within.ts";
import { wordsOf } from "#lib/words-of.ts";

/** Invocations that wait to be told; of more the newest are left out. Some 250 bytes each. */
const MOST_WAITING = 50_000;
/** Of one batch. */
const MOST_AT_ONCE = 1_000;
/** What comes within it goes together. */
const TOGETHER_MS = 200;
const AGAIN_MS = 1_000;
const COMPLAIN_EVERY_MS = 60_000;
/** For what is left to be told at the end. */
const CLOSE_MS = 2_000;

export interface AnsweredQueueParts {
  /** Resolves once the batch is where it is kept. One that rejects is sent again, so that it may come twice. */
  readonly send: (batch: readonly AnsweredInvocation[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Invocations on their way to where it is known who answered them: in batches, one at a time, and none of it on an invocation's way. */
export class AnsweredQueue {
  readonly #parts: AnsweredQueueParts;
  #waiting: AnsweredInvocation[] = [];
  #sending: Promise<void> | undefined;
  #closed = false;
  #lost = 0;
  #cancelComplaint: (() => void) | undefined;

  constructor(parts: AnsweredQueueParts) {
    this.#parts = parts;
  }

  add(answered: AnsweredInvocation): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#lose(1);
      return;
    }
    this.#waiting.push(answered);
    this.#sending ??= this.#sendAll();
  }

  addAll(answered: readonly AnsweredInvocation[]): void {
    for (const one of answered) this.add(one);
  }

  /** Resolves once all that waits is told, or cannot be within two seconds. */
  async close(): Promise<void> {
    this.#closed = true;
    await within(this.#sending ?? Promise.resolve(), CLOSE_MS);
    this.#lose(this.#waiting.length);
    this.#waiting = [];
    this.#complain();
  }

  async #sendAll(): Promise<void> {
    const { clock, send, log } = this.#parts;
    if (!this.#closed) await passed(clock, TOGETHER_MS);
    let failures = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MOST_AT_ONCE);
      try {
        await send(batch);
        this.#waiting.splice(0, batch.length);
        failures = 0;
      } catch (error) {
        if (failures++ === 0)
          log.warn("who answered invocations could not be told yet", { error: wordsOf(error) });
        await passed(clock, AGAIN_MS);
      }
    }
    this.#sending = undefined;
  }

  #lose(count: number): void {
    if (count === 0) return;
    this.#lost += count;
    this.#cancelComplaint ??= this.#parts.clock.after(COMPLAIN_EVERY_MS, () => this.#complain());
  }

  #complain(): void {
    this.#cancelComplaint?.();
    this.#cancelComplaint = undefined;
    if (this.#lost === 0) return;
    this.#parts.log.warn(
      "of invocations it will not be known who answered them: too many waited to be told",
      {
        invocations: this.#lost,
      },
    );
    this.#lost = 0;
  }
}
