import type { Ledger } from "#ledger/ledger.ts";
import { putSubject } from "./metric-places.ts";
import { MetricQueue } from "./metric-queue.ts";

/** A queue for each namespace that has series of these metrics, of which there are few. */
export class MetricQueues {
  readonly #ledger: Pick<Ledger, "appendMetrics">;
  readonly #metrics: string;
  readonly #most: number;
  readonly #queues = new Map<string, MetricQueue>();

  /** `most`: points that one queue keeps. */
  constructor(
    ledger: Pick<Ledger, "appendMetrics">,
    { metrics, most }: { readonly metrics: string; readonly most: number },
  ) {
    this.#ledger = ledger;
    this.#metrics = metrics;
    this.#most = most;
  }

  of(namespace: string): MetricQueue {
    const subject = putSubject(namespace, this.#metrics);
    const queue = this.#queues.get(namespace) ?? new MetricQueue(this.#ledger, { subject, most: this.#most });
    this.#queues.set(namespace, queue);
    return queue;
  }

  /** Rejects where the ledger does not take all; what it did not take stays. */
  async write(): Promise<void> {
    for (const queue of this.#queues.values()) await queue.write();
  }
}
