import type { Database } from "#lib/sqlite.ts";

interface Waiting {
  readonly work: () => unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What one commit holds, at most: the process does nothing else meanwhile. */
const MOST_AT_ONCE = 64;

/** Transactions that come together share one commit, and its wait for the disk. */
export class SharedCommit {
  readonly #db: Database;
  #waiting: Waiting[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Resolves once what `work` did is on the disk; rejects, with nothing of it done, where it throws, which is no matter to the others.
   * It runs in the order that it was asked for, and again where another's failure took it back.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as Waiting["resolve"], reject });
      // Behind all that the disk and the network have told by now.
      if (this.#waiting.length === 1) setImmediate(() => this.#commitAll());
    });
  }

  #commitAll(): void {
    const all = this.#waiting.splice(0, MOST_AT_ONCE);
    if (this.#waiting.length > 0) setImmediate(() => this.#commitAll());
    if (all.length > 1 && this.#together(all)) return;
    for (const one of all) {
      try {
        one.resolve(this.#db.transaction(one.work));
      } catch (error) {
        one.reject(error);
      }
    }
  }

  /** False, with nothing done, where one of them cannot be. */
  #together(all: readonly Waiting[]): boolean {
    let results: readonly unknown[];
    try {
      results = this.#db.transaction(() => all.map(({ work }) => work()));
    } catch {
      return false;
    }
    for (const [at, { resolve }] of all.entries()) resolve(results[at]);
    return true;
  }
}
