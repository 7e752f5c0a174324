import type { ComparisonRule } from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import type { Comparison } from "#lib/comparison/compare.ts";
import { losersOf, type Standing, winnerOf } from "#lib/comparison/standing.ts";

/** What is to be done by a rule. */
export type Decision =
  | { readonly kind: "wait" }
  /** These get no more requests; the others go on. */
  | { readonly kind: "drop"; readonly variants: readonly string[]; readonly message: string }
  /** It is over; the winner, where there is one, gets all requests. */
  | { readonly kind: "end"; readonly winner?: string; readonly message: string };

/**
 * What becomes of variants, the first of which is the baseline. `dropped`: those that get no requests any more. With two variants one
 * that is told apart ends the comparison; of more, those that are worse go one by one. Pure.
 */
export function decide(
  rule: ComparisonRule,
  standings: readonly Standing[],
  { now, dropped }: { readonly now: Date; readonly dropped: ReadonlySet<string> },
): Decision {
  const [baseline] = standings;
  const winner = winnerOf(rule.better, standings);
  if (winner !== undefined) {
    const sentence =
      winner === baseline?.variant
        ? `All others are worse than ${winner}`
        : `${winner} is better than ${baseline?.variant}: ${difference(rule, standings.find(({ variant }) => variant === winner)?.against)}`;
    return { kind: "end", winner, message: `${sentence}. It gets all requests.` };
  }
  if (rule.until !== undefined && now.getTime() >= Date.parse(rule.until))
    return {
      kind: "end",
      message: `Not told apart by ${rule.metric} until ${rule.until}. Weights stay as they are.`,
    };
  const variants = losersOf(rule.better, standings).filter((variant) => !dropped.has(variant));
  if (variants.length === 0) return { kind: "wait" };
  const message = `${variants.join(", ")}: worse than ${baseline?.variant} by ${rule.metric}, and without requests from now on.`;
  return { kind: "drop", variants, message };
}

function difference({ metric }: ComparisonRule, against: Comparison | undefined): string {
  const { difference: by = 0, low = 0, high = 0 } = against ?? {};
  return `${metric} ${signed(by)} (${signed(low)} to ${signed(high)})`;
}

const signed = (value: number): string => `${value > 0 ? "+" : ""}${Number(value.toPrecision(3))}`;
