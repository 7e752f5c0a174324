import { pages } from "#lib/pages.ts";
import type { Fact, Json, Ledger, PageMark, Subject } from "./ledger.ts";

/** A kind of facts as the rest of the program sees it: what a new one needs is one of these, and nothing in any engine. */
export interface FactType<T> {
  readonly type: string;
  /** Equal for what is the same fact. */
  keyOf(fact: T): string;
  atOf(fact: T): Date;
  /** By what one is found among very many. */
  filedOf?(fact: T): Pick<Fact, "filed" | "unlists">;
  /** What `JSON.stringify` makes of a fact comes back to `parse`. */
  parse(json: Json): T;
}

const PAGE = 500;

/** Once for all: the same again changes nothing. */
export function appendFact<T extends object>(
  ledger: Pick<Ledger, "appendFact">,
  { type, keyOf, atOf, filedOf }: FactType<T>,
  { subject, fact }: { readonly subject: Subject; readonly fact: T },
): Promise<void> {
  const json = JSON.parse(JSON.stringify(fact)) as Json;
  return ledger.appendFact(subject, { type, key: keyOf(fact), at: atOf(fact), json, ...filedOf?.(fact) });
}

interface FactsPage {
  readonly subject: Subject;
  readonly limit: number;
  readonly after?: PageMark;
  readonly newestFirst?: boolean;
  readonly list?: string;
}

/** A page of the facts of the type of one subject, in the order they were appended unless it is asked for the newest first. */
export async function factsFrom<T>(
  ledger: Pick<Ledger, "facts">,
  { type, parse }: FactType<T>,
  { subject, ...page }: FactsPage,
): Promise<{ readonly facts: readonly T[]; readonly next?: PageMark }> {
  const { facts, ...next } = await ledger.facts({ subjects: [subject], type, ...page });
  return { facts: facts.map(({ json }) => parse(json)), ...next };
}

/** All facts of the type of one subject, in the order they were appended. */
export async function factsOf<T>(
  ledger: Pick<Ledger, "facts">,
  kind: FactType<T>,
  subject: Subject,
): Promise<readonly T[]> {
  const all: T[] = [];
  const read = (from: { readonly after?: number }) =>
    factsFrom(ledger, kind, { subject, limit: PAGE, ...from });
  for await (const { facts } of pages(read)) all.push(...facts);
  return all;
}
