/** What one variant has served since the router started. */
export interface VariantCounters {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  invocations: number;
  /** Answers 4xx and 5xx of the container. */
  clientErrors: number;
  serverErrors: number;
  /** No answer: refused, broken off, too late. */
  unanswered: number;
  underWay: number;
  /** Sum over all answers, from the last attempt's start to the answer's last byte. */
  latencyMs: number;
}

/** Counts by endpoint and variant; forgets endpoints that are gone. */
export class Counters {
  readonly #all = new Map<string, VariantCounters>();

  of(where: Pick<VariantCounters, "namespace" | "endpoint" | "variant">): VariantCounters {
    const key = `${where.namespace}/${where.endpoint}/${where.variant}`;
    let counters = this.#all.get(key);
    if (counters === undefined) {
      const { namespace, endpoint, variant } = where;
      const zero = { invocations: 0, clientErrors: 0, serverErrors: 0, unanswered: 0 };
      counters = { namespace, endpoint, variant, ...zero, underWay: 0, latencyMs: 0 };
      this.#all.set(key, counters);
    }
    return counters;
  }

  all(): readonly VariantCounters[] {
    return [...this.#all.values()].map((counters) => ({ ...counters }));
  }

  keepOnly(isThere: (namespace: string, endpoint: string) => boolean): void {
    for (const [key, { namespace, endpoint, underWay }] of this.#all) {
      if (underWay === 0 && !isThere(namespace, endpoint)) this.#all.delete(key);
    }
  }
}
