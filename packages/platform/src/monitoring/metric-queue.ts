import { randomUUID } from "node:crypto";
import type { Ledger, MetricPoint, Subject } from "#ledger/ledger.ts";

/** Points of one commit. */
const AT_ONCE = 1_000;

/**
 * Points of a subject that wait to be written down, each of them once: a portion whose commit was not answered is sent again as it was,
 * so that the ledger, which counts them, knows whether it has it.
 */
export class MetricQueue {
  readonly #ledger: Pick<Ledger, "appendMetrics">;
  readonly #subject: Subject;
  readonly #most: number;
  /** Of this queue alone, so that where its cursor stands is known. */
  readonly #source = `queue/${randomUUID()}`;
  #waiting: readonly MetricPoint[] = [];
  #sent: readonly MetricPoint[] = [];
  #cursor = 0;
  #turn: Promise<void> = Promise.resolve();

  /** `most`: the newest that are kept while the ledger cannot be reached. */
  constructor(
    ledger: Pick<Ledger, "appendMetrics">,
    { subject, most }: { readonly subject: Subject; readonly most: number },
  ) {
    this.#ledger = ledger;
    this.#subject = subject;
    this.#most = most;
  }

  add(points: readonly MetricPoint[]): void {
    this.#waiting = [...this.#waiting, ...points].slice(-this.#most);
  }

  /** Resolves once nothing waits, behind calls before it; where it rejects all that is not known to be stored waits on. */
  write(): Promise<void> {
    this.#turn = this.#turn.catch(() => {}).then(() => this.#writeAll());
    return this.#turn;
  }

  async #writeAll(): Promise<void> {
    while (this.#sent.length + this.#waiting.length > 0) {
      if (this.#sent.length === 0) {
        this.#sent = this.#waiting.slice(0, AT_ONCE);
        this.#waiting = this.#waiting.slice(AT_ONCE);
      }
      const to = this.#cursor + this.#sent.length;
      const span = { from: this.#cursor, to };
      const stands = await this.#ledger.appendMetrics(this.#subject, this.#source, span, this.#sent);
      this.#cursor = stands;
      // Elsewhere it stands where the ledger was put back to what it was before.
      if (stands === to) this.#sent = [];
    }
  }
}
