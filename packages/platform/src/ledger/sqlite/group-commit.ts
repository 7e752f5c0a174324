import type { LedgerDatabase, Outcome, Work } from "./ledger-database.ts";

interface Waiting {
  readonly work: Work;
  readonly settle: (outcome: Outcome) => void;
}

/** So many appends share a transaction at most. */
const GROUP_SIZE = 512;

/**
 * Collects what is to be written and commits it together, at most once every `everyMs`: a write to the disk costs
 * the same for one line as for a thousand, and the other databases of the home want the disk too.
 */
export class GroupCommit {
  readonly #database: LedgerDatabase;
  readonly #everyMs: number;
  #waiting: Waiting[] = [];
  #scheduled = false;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(database: LedgerDatabase, everyMs: number) {
    this.#database = database;
    this.#everyMs = everyMs;
  }

  /** Resolves once the work is committed or has failed alone. */
  submit(work: Work): Promise<Outcome> {
    return new Promise((settle) => {
      this.#waiting.push({ work, settle });
      this.#schedule();
    });
  }

  /** Commits all that waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, GROUP_SIZE);
      const outcomes = this.#database.together(group.map(({ work }) => work));
      for (const [index, { settle }] of group.entries()) settle(outcomes[index] ?? { value: undefined });
    }
    this.#lastAt = performance.now();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const run = () => {
      this.#scheduled = false;
      this.flush();
    };
    const pause = this.#lastAt + this.#everyMs - performance.now();
    if (pause > 0) setTimeout(run, pause);
    else setImmediate(run);
  }
}
