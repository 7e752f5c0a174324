import { type FactRow, factPage } from "../forms/facts/fact-row.ts";
import type { Fact, FactsAsked, PageMark, StoredFact, Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";
import { findSubjects, holdSubject } from "./subjects.ts";

/** One row a subject, type and key, never changed. */
export async function appendFact(
  queries: Queries,
  subject: Subject,
  { type, key, at, json }: Fact,
): Promise<void> {
  const id = await holdSubject(queries, subject);
  await queries.run(
    "INSERT INTO fact (subject, type, key, at, json) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    [id, type, key, at.getTime(), JSON.stringify(json)],
  );
}

export async function listFacts(
  queries: Queries,
  asked: FactsAsked,
): Promise<{ readonly facts: readonly StoredFact[]; readonly next?: PageMark }> {
  const { type, limit, newestFirst = false, after = newestFirst ? Number.MAX_SAFE_INTEGER : 0 } = asked;
  const found = await findSubjects(queries, asked.subjects);
  const known = new Map(found.map(({ id, ...subject }) => [id, subject]));
  const rows = await queries.all<FactRow>(
    `SELECT id, subject, key, at, json FROM fact WHERE subject = ANY($1) AND type = $2 AND id ${newestFirst ? "<" : ">"} $3
     ORDER BY id ${newestFirst ? "DESC" : "ASC"} LIMIT $4`,
    [[...known.keys()], type, after, limit],
  );
  return factPage(rows, asked, known);
}
