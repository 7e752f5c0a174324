/** How a value beyond the threshold stands to it, in CloudWatch's words. */
const WORDS: Readonly<
  Record<string, { readonly words: string; holds(value: number, threshold: number): boolean }>
> = {
  GreaterThanThreshold: { words: "greater than", holds: (value, threshold) => value > threshold },
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    holds: (value, threshold) => value >= threshold,
  },
  LessThanThreshold: { words: "less than", holds: (value, threshold) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: "less than or equal to",
    holds: (value, threshold) => value <= threshold,
  },
};

/** Throws for an operator that compares with no threshold: those were refused before. */
export function thresholdComparison(operator = "") {
  const known = Object.hasOwn(WORDS, operator) ? WORDS[operator] : undefined;
  if (known === undefined) throw new Error(`${operator} compares with no threshold`);
  return known;
}
