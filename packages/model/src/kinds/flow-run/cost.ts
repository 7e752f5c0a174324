import type { FlowRunUsage } from "./type.ts";

/** What machine time costs, as far as its prices are known. */
export interface Cost {
  /** By currency (ISO 4217). */
  readonly amounts: Readonly<Record<string, number>>;
  /** Kinds of machines whose price nobody has said: what they cost is in no amount. */
  readonly unpriced: readonly string[];
}

const SECONDS_AN_HOUR = 3_600;

export function costOf(usage: readonly FlowRunUsage[]): Cost {
  const amounts: Record<string, number> = {};
  const unpriced = new Set<string>();
  for (const { instanceType, machineSeconds, price } of usage) {
    if (price === undefined) unpriced.add(instanceType);
    else {
      const amount = (machineSeconds / SECONDS_AN_HOUR) * price.perHour;
      amounts[price.currency] = (amounts[price.currency] ?? 0) + amount;
    }
  }
  return { amounts, unpriced: [...unpriced] };
}

/** What one of these cost on average; undefined where there is none that tells. */
export function usualCost(all: readonly (readonly FlowRunUsage[])[]): Cost | undefined {
  if (all.length === 0) return undefined;
  const { amounts, unpriced } = costOf(all.flat());
  const share = Object.entries(amounts).map(([currency, amount]) => [currency, amount / all.length]);
  return { amounts: Object.fromEntries(share), unpriced };
}
