import type { VariantRoute } from "./routing-table.ts";

/**
 * One of the variants, each as often as its weight over the sum of weights. Variants without pods are left out, so that
 * their share is served and not refused; `random` is in [0, 1). Undefined when nobody can serve.
 */
export function chooseVariant(variants: readonly VariantRoute[], random: number): VariantRoute | undefined {
  let total = 0;
  for (const variant of variants) total += share(variant);
  let rest = random * total;
  let last: VariantRoute | undefined;
  for (const variant of variants) {
    const weight = share(variant);
    if (weight === 0) continue;
    last = variant;
    rest -= weight;
    if (rest < 0) return variant;
  }
  return last;
}

const share = ({ pods, weight }: VariantRoute): number => (pods.length > 0 ? weight : 0);
