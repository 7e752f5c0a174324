/** Which variant of which endpoint. */
interface VariantOf {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
}

/** What one variant has served since the router started. */
export interface VariantCounters extends VariantOf {
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

/** What one variant has served since it was last asked for. Without an invocation there is none. */
export interface VariantMeasures extends VariantOf {
  invocations: number;
  clientErrors: number;
  /** What was not answered is one. */
  serverErrors: number;
  /** Of answers: how many, their sum, the shortest and the longest. */
  readonly latencyMs: { count: number; sum: number; min: number; max: number };
}

/** How an invocation ended: the status of its answer, and how long that took; undefined where there was none. */
export type Ending = { readonly status: number; readonly tookMs: number } | undefined;

/** Counts by endpoint and variant; forgets endpoints that are gone. */
export class Counters {
  readonly #all = new Map<string, VariantCounters>();
  readonly #measures = new Map<string, VariantMeasures>();

  of(where: VariantOf): VariantCounters {
    const key = keyOf(where);
    let counters = this.#all.get(key);
    if (counters === undefined) {
      const { namespace, endpoint, variant } = where;
      const zero = { invocations: 0, clientErrors: 0, serverErrors: 0, unanswered: 0 };
      counters = { namespace, endpoint, variant, ...zero, underWay: 0, latencyMs: 0 };
      this.#all.set(key, counters);
    }
    return counters;
  }

  /** Measures the end of an invocation. */
  ended(where: VariantOf, ending: Ending): void {
    const { namespace, endpoint, variant } = where;
    const key = keyOf(where);
    const measures = this.#measures.get(key) ?? noMeasures({ namespace, endpoint, variant });
    this.#measures.set(key, measures);
    measures.invocations += 1;
    if (ending === undefined || ending.status >= 500) measures.serverErrors += 1;
    else if (ending.status >= 400) measures.clientErrors += 1;
    if (ending === undefined) return;
    const { latencyMs } = measures;
    latencyMs.count += 1;
    latencyMs.sum += ending.tookMs;
    latencyMs.min = Math.min(latencyMs.min, ending.tookMs);
    latencyMs.max = Math.max(latencyMs.max, ending.tookMs);
  }

  /** What was measured since this was last called. */
  takeMeasures(): readonly VariantMeasures[] {
    const taken = [...this.#measures.values()];
    this.#measures.clear();
    return taken;
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

const keyOf = ({ namespace, endpoint, variant }: VariantOf): string => `${namespace}/${endpoint}/${variant}`;

function noMeasures(of: VariantOf): VariantMeasures {
  const latencyMs = { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: 0 };
  return { ...of, invocations: 0, clientErrors: 0, serverErrors: 0, latencyMs };
}
