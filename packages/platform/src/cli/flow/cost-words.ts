import { type Cost, costOf } from "@slipway/model/kinds/flow-run/cost.ts";
import type { FlowRunUsage } from "@slipway/model/kinds/flow-run/index.ts";

/** Money to its second digit, and what is less than one to its third that says something. */
const money = (amount: number): string =>
  amount.toLocaleString("en", amount < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 });

export const amountsInWords = ({ amounts }: Cost): string =>
  Object.entries(amounts)
    .map(([currency, amount]) => `${money(amount)} ${currency}`)
    .join(" and ");

/** What machines whose price nobody says do to a cost, a sentence's part; "" where all are known. */
export const unknownInWords = ({ unpriced }: Cost): string =>
  unpriced.length === 0 ? "" : `no node pool says a price of ${unpriced.join(", ")}`;

/** `0.0132 USD for 412 machine-seconds of ml.m5.large`; what nobody says a price of is said to be unknown. */
export function costInWords(usage: readonly FlowRunUsage[]): string {
  const cost = costOf(usage);
  const [amounts, unknown] = [amountsInWords(cost), unknownInWords(cost)];
  const known = amounts === "" ? "unknown" : unknown === "" ? amounts : `${amounts} and what is unknown`;
  return `${known} for ${usageInWords(usage)}${unknown === "" ? "" : `: ${unknown}`}`;
}

function usageInWords(usage: readonly FlowRunUsage[]): string {
  const sums = new Map<string, number>();
  for (const { instanceType, machineSeconds } of usage)
    sums.set(instanceType, (sums.get(instanceType) ?? 0) + machineSeconds);
  return [...sums].map(([type, sum]) => `${sum} machine-second${sum === 1 ? "" : "s"} of ${type}`).join(", ");
}
