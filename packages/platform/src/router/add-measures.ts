import { defined } from "@slipway/model";
import { MODEL_MEASURES } from "@slipway/model/models-plan.ts";
import type { Compared, Spread, VariantMeasures } from "./counters.ts";

/** One of each variant, and of each container that was counted: what is told of the same one by several is added up. */
export function addMeasures(all: readonly VariantMeasures[]): readonly VariantMeasures[] {
  const byVariant = new Map<string, VariantMeasures>();
  for (const one of all) {
    const key = `${one.namespace}/${one.endpoint}/${one.variant}/${one.container ?? ""}`;
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
    perInstance: a.perInstance + b.perInstance,
    latencyMs: both(a.latencyMs, b.latencyMs),
    ...defined({ compared: bothCompared(a.compared, b.compared), models: bothModels(a.models, b.models) }),
  };
}

function bothCompared(a: Compared | undefined, b: Compared | undefined): Compared | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    equal: a.equal + b.equal,
    different: a.different + b.different,
    failed: a.failed + b.failed,
    laterMs: both(a.laterMs, b.laterMs),
  };
}

function both(a: Spread, b: Spread): Spread {
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

function bothModels(a: VariantMeasures["models"], b: VariantMeasures["models"]): VariantMeasures["models"] {
  if (a === undefined || b === undefined) return a ?? b;
  const summed = { ...a };
  for (const name of MODEL_MEASURES) {
    const [one, other] = [a[name], b[name]];
    if (other !== undefined) summed[name] = one === undefined ? other : both(one, other);
  }
  return summed;
}
