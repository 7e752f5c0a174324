import type { VariantRoute } from "./routing-table.ts";

/**
 * One of the variants, each as often as its weight over the sum of weights. Variants without pods are left out, so that
 * their share is served and not refused; `random` is in [0, 1). Undefined when nobody can serve.
 */
export function chooseVariant(variants: readonly VariantRoute[], random: number): VariantRoute | undefined {
  const able = variants.filter((variant) => variant.pods.length > 0 && variant.weight > 0);
  const total = able.reduce((sum, variant) => sum + variant.weight, 0);
  let rest = random * total;
  for (const variant of able) {
    rest -= variant.weight;
    if (rest < 0) return variant;
  }
  return able.at(-1);
}
