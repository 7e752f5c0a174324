import type { PointStatistics } from "#ledger/ledger.ts";

/** What is counted or timed of requests, by SageMaker's names. */
export type AsyncMeasure =
  | "Invocation4XXErrors"
  | "Invocation5XXErrors"
  | "ModelLatency"
  | "RequestDownloadFailures"
  | "ResponseUploadFailures"
  | "RequestDownloadLatency"
  | "ResponseUploadLatency"
  | "ExpiredRequests"
  | "InvocationFailures"
  | "InvocationsProcessed"
  | "TimeInBacklog"
  | "TotalProcessingTime";

/** Of one variant: times in milliseconds. */
export interface VariantAsyncMeasures {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly measures: ReadonlyMap<AsyncMeasure, PointStatistics>;
}

/** Counts what becomes of requests until somebody takes the counts. */
export class AsyncMeasures {
  #all = new Map<
    string,
    { namespace: string; endpoint: string; variant: string; measures: Map<AsyncMeasure, PointStatistics> }
  >();

  add(
    of: { readonly namespace: string; readonly endpoint: string; readonly variant: string },
    samples: Readonly<Partial<Record<AsyncMeasure, number | undefined>>>,
  ): void {
    const { namespace, endpoint, variant } = of;
    const key = JSON.stringify([namespace, endpoint, variant]);
    const its = this.#all.get(key) ?? { namespace, endpoint, variant, measures: new Map() };
    this.#all.set(key, its);
    for (const [name, value] of Object.entries(samples) as [AsyncMeasure, number | undefined][]) {
      if (value === undefined) continue;
      const before = its.measures.get(name);
      its.measures.set(name, {
        count: (before?.count ?? 0) + 1,
        sum: (before?.sum ?? 0) + value,
        min: Math.min(before?.min ?? value, value),
        max: Math.max(before?.max ?? value, value),
      });
    }
  }

  take(): readonly VariantAsyncMeasures[] {
    const taken = [...this.#all.values()];
    this.#all = new Map();
    return taken;
  }
}
