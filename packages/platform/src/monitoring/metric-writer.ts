import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Ledger, MetricPoint, Subject } from "#ledger/ledger.ts";

/** Points of one commit. */
const AT_ONCE = 1_000;
/** Subjects whose cursor is remembered; of one that is forgotten it is read again. */
const REMEMBERED = 1_000;

/**
 * Appends points as they come from this process, each once: the source of a subject's points is the process, whose cursor counts them.
 * What is appended while a call fails may or may not be stored, as at AWS.
 */
export class MetricWriter {
  readonly #ledger: Pick<Ledger, "appendMetrics" | "metricsCursor">;
  readonly #source = `process/${randomUUID()}`;
  readonly #cursors = new LRUCache<string, number>({ max: REMEMBERED });
  readonly #turns = new Map<string, Promise<void>>();

  constructor(ledger: Pick<Ledger, "appendMetrics" | "metricsCursor">) {
    this.#ledger = ledger;
  }

  /** Resolves once all are stored. Points of one subject are stored in the order of the calls. */
  async append(subject: Subject, points: readonly MetricPoint[]): Promise<void> {
    const key = JSON.stringify(subject);
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#append(key, subject, points));
    this.#turns.set(key, turn);
    try {
      await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }

  async #append(key: string, subject: Subject, points: readonly MetricPoint[]): Promise<void> {
    try {
      let from = this.#cursors.get(key) ?? (await this.#ledger.metricsCursor(subject, this.#source));
      for (let first = 0; first < points.length; first += AT_ONCE) {
        const portion = points.slice(first, first + AT_ONCE);
        const span = { from, to: from + portion.length };
        from = await this.#ledger.appendMetrics(subject, this.#source, span, portion);
      }
      this.#cursors.set(key, from);
    } catch (error) {
      this.#cursors.delete(key);
      throw error;
    }
  }
}
