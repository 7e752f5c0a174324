import type { VariantMeasures } from "./counters.ts";

/** One of each variant: what is told of the same one by several is added up. */
export function addMeasures(all: readonly VariantMeasures[]): readonly VariantMeasures[] {
  const byVariant = new Map<string, VariantMeasures>();
  for (const one of all) {
    const key = `${one.namespace}/${one.endpoint}/${one.variant}`;
    const before = byVariant.get(key);
    byVariant.set(key, before === undefined ? one : sum(before, one));
  }
  return [...byVariant.values()];
}

function sum(a: VariantMeasures, b: VariantMeasures): VariantMeasures {
  return {
    ...a,
    invocations: a.invocations + b.invocations,
    clientErrors: a.clientErrors + b.clientErrors,
    serverErrors: a.serverErrors + b.serverErrors,
    latencyMs: {
      count: a.latencyMs.count + b.latencyMs.count,
      sum: a.latencyMs.sum + b.latencyMs.sum,
      min: Math.min(a.latencyMs.min, b.latencyMs.min),
      max: Math.max(a.latencyMs.max, b.latencyMs.max),
    },
  };
}
