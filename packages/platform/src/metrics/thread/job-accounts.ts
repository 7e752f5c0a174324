import { LRUCache } from "lru-cache";
import { BUDGETS } from "../budgets.ts";
import type { MetricDefinition, SwitchedOff } from "../metric-reading.ts";

interface Account {
  lines: number;
  readonly spent: Map<string, number>;
}

/** What the definitions of each job have taken so far; a job that is not heard of for long starts anew. */
export class JobAccounts {
  readonly #accounts = new LRUCache<string, Account>({ max: 1_000 });

  /** Books a slice; tells which definition has to go because the job's have taken too much together. */
  book(slice: {
    readonly job: string;
    readonly definitions: readonly MetricDefinition[];
    readonly lines: number;
    readonly spent: readonly number[];
  }): readonly SwitchedOff[] {
    const account = this.#accounts.get(slice.job) ?? { lines: 0, spent: new Map<string, number>() };
    this.#accounts.set(slice.job, account);
    account.lines += slice.lines;
    for (const [index, { regex }] of slice.definitions.entries())
      account.spent.set(regex, (account.spent.get(regex) ?? 0) + (slice.spent[index] ?? 0));
    if (totalOf(account) <= BUDGETS.jobMs + account.lines * BUDGETS.jobLineMs) return [];
    const [costliest] = slice.definitions.toSorted((a, b) => of(account, b) - of(account, a));
    if (costliest === undefined) return [];
    const took = of(account, costliest);
    account.spent.delete(costliest.regex);
    return [{ ...costliest, why: overspent(took, account.lines) }];
  }
}

function totalOf({ spent }: Account): number {
  return [...spent.values()].reduce((sum, ms) => sum + ms, 0);
}

function of({ spent }: Account, { regex }: MetricDefinition): number {
  return spent.get(regex) ?? 0;
}

function overspent(ms: number, lines: number): string {
  const { jobMs, jobLineMs } = BUDGETS;
  return `took ${Math.round(ms / 1_000)} s for ${lines} lines, more than any other of the job, whose metrics may take ${jobLineMs} ms a line and ${jobMs / 1_000} s`;
}
