import { pages } from "#lib/pages.ts";
import { appendFact, type FactType, factsFrom, factsOf } from "./fact-type.ts";
import type { Ledger, Subject } from "./ledger.ts";

export interface Price {
  readonly perHour: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Machine time that a try at a subject's run used. */
export interface CostFact {
  readonly at: Date;
  /** The try and its run; absent from what earlier versions wrote. */
  readonly attempt?: number;
  readonly run?: string;
  /** SageMaker's instance group, where the run has several: each has a cost of its own. */
  readonly group?: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly billableSeconds: number;
  /** Of one instance; absent where nobody has said one. */
  readonly price?: Price;
}

const COST: FactType<CostFact> = {
  type: "cost",
  keyOf: ({ at, attempt, run, group }) =>
    run === undefined
      ? String(at.getTime())
      : `${attempt ?? 1}/${run}${group === undefined ? "" : `/${group}`}`,
  atOf: ({ at }) => at,
  parse: (json) => {
    const stored = json as unknown as Omit<CostFact, "at"> & { readonly at: string };
    return { ...stored, at: new Date(stored.at) };
  },
};

/** One cost fact a try, or a group of its instances, where none is named a time; the first word on it stays. */
export function appendCost(
  ledger: Pick<Ledger, "appendFact">,
  subject: Subject,
  cost: CostFact,
): Promise<void> {
  return appendFact(ledger, COST, { subject, fact: cost });
}

export function readCosts(ledger: Pick<Ledger, "facts">, subject: Subject): Promise<readonly CostFact[]> {
  return factsOf(ledger, COST, subject);
}

/** Machine time of one kind and price, of all tries together. */
export interface CostSum {
  readonly instanceType: string;
  readonly machineSeconds: number;
  /** Absent where nobody has said one. */
  readonly price?: Price;
}

const PAGE = 500;

/** A subject's costs, of which there may be many, in the order in which each kind and price came first. */
export async function sumCosts(ledger: Pick<Ledger, "facts">, subject: Subject): Promise<readonly CostSum[]> {
  const sums = new Map<string, CostSum>();
  const read = (from: { readonly after?: number }) =>
    factsFrom(ledger, COST, { subject, limit: PAGE, ...from });
  for await (const { facts } of pages(read))
    for (const { instanceType, instanceCount, billableSeconds, price } of facts) {
      const key = JSON.stringify([instanceType, price?.perHour, price?.currency]);
      const machineSeconds = (sums.get(key)?.machineSeconds ?? 0) + instanceCount * billableSeconds;
      sums.set(key, { instanceType, machineSeconds, ...(price === undefined ? {} : { price }) });
    }
  return [...sums.values()];
}
