import { closed } from "./failures.ts";
import { type Below, Overlay } from "./overlay.ts";
import type { Transaction } from "./storage.ts";
import type { PendingChange } from "./tables.ts";

interface Waiting {
  settle(): void;
  fail(error: unknown): void;
}

export interface GroupWriterParts {
  /** What is on the disk. */
  readonly committed: Below;
  /** The newest committed revision. */
  head(): number;
  /** Makes the changes durable and tells the watchers, or throws and has done neither. */
  commit(changes: readonly PendingChange[]): void;
}

/**
 * Collects the transactions of one turn of the event loop into one commit, because a commit waits for the disk. A
 * transaction that runs while others are pending may have seen what they wrote, so it shares their fate even when it wrote nothing
 * or failed.
 */
export class GroupWriter {
  readonly #parts: GroupWriterParts;
  #group: Overlay | undefined;
  #waiting: Waiting[] = [];
  #closed = false;

  constructor(parts: GroupWriterParts) {
    this.#parts = parts;
  }

  transact<T>(work: (tx: Transaction) => T): Promise<T> {
    if (this.#closed) return Promise.reject(closed());
    const group = this.#group ?? new Overlay(this.#parts.committed, this.#parts.head() + 1);
    const own = new Overlay(group, group.next);
    const outcome = attempt(() => work(own));
    if (outcome.done) group.absorb(own);
    if (group.changes.length === 0) return settled(outcome);
    this.#schedule(group);
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        settle: () => (outcome.done ? resolve(outcome.value) : reject(outcome.error)),
        fail: reject,
      });
    });
  }

  /** Commits what is pending and accepts nothing more. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  flush(): void {
    const group = this.#group;
    if (group === undefined) return;
    const waiting = this.#waiting;
    this.#group = undefined;
    this.#waiting = [];
    try {
      this.#parts.commit(group.changes);
    } catch (error) {
      for (const one of waiting) one.fail(error);
      return;
    }
    for (const one of waiting) one.settle();
  }

  #schedule(group: Overlay): void {
    if (this.#group !== undefined) return;
    this.#group = group;
    setImmediate(() => this.flush());
  }
}

type Outcome<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly error: unknown };

function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { done: true, value: work() };
  } catch (error) {
    return { done: false, error };
  }
}

function settled<T>(outcome: Outcome<T>): Promise<T> {
  return outcome.done ? Promise.resolve(outcome.value) : Promise.reject(outcome.error);
}
