import type { Json, PageMark, StoredFact, Subject } from "../../ledger.ts";

/** A fact as it is stored; `subject` is its subject's number. */
export interface FactRow {
  readonly id: number;
  readonly subject: number;
  readonly key: string;
  readonly at: number;
  readonly json: string;
}

/** The rows of a page, in their order, as the facts that they are; `subjects` by their numbers. */
export function factPage(
  rows: readonly FactRow[],
  asked: { readonly type: string; readonly limit: number },
  subjects: ReadonlyMap<number, Subject>,
): { readonly facts: readonly StoredFact[]; readonly next?: PageMark } {
  const { type, limit } = asked;
  const facts = factsIn(rows, type, subjects);
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? { facts } : { facts, next: last.id };
}

export function factsIn(
  rows: readonly FactRow[],
  type: string,
  subjects: ReadonlyMap<number, Subject>,
): readonly StoredFact[] {
  return rows.flatMap(({ subject: id, key, at, json }): readonly StoredFact[] => {
    const subject = subjects.get(id);
    return subject === undefined
      ? []
      : [{ subject, type, key, at: new Date(at), json: JSON.parse(json) as Json }];
  });
}
