import type { Attempt, CostFact } from "./ledger.ts";

/** What a stored metric point costs with its indexes. */
export const POINT_BYTES = 96;

/** A fact as JSON, in a column of that name. */
export interface FactRow {
  readonly fact: string;
}
type StoredAttempt = Omit<Attempt, "startedAt" | "finishedAt"> & {
  readonly startedAt?: string;
  readonly finishedAt?: string;
};
type StoredCost = Omit<CostFact, "at"> & { readonly at: string };

export function parseAttempt(row: FactRow): Attempt {
  const { startedAt, finishedAt, ...rest } = JSON.parse(row.fact) as StoredAttempt;
  return {
    ...rest,
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
  };
}

export function parseCost(row: FactRow): CostFact {
  const fact = JSON.parse(row.fact) as StoredCost;
  return { ...fact, at: new Date(fact.at) };
}
