import { type FactRow, factPage, factsIn } from "../forms/facts/fact-row.ts";
import type { Fact, FactsAsked, FiledAsked, FiledCount, PageMark, StoredFact, Subject } from "../ledger.ts";
import type { AgedAsked, AgedFact } from "../operations.ts";
import type { Queries } from "./queries.ts";
import { findSubject, findSubjects, holdSubject } from "./subjects.ts";

/** One row a subject, type and key, of which only the list ever changes. */
export async function appendFact(
  queries: Queries,
  subject: Subject,
  { type, key, at, json, filed, unlists }: Fact,
): Promise<void> {
  const id = await holdSubject(queries, subject);
  if (unlists !== undefined)
    await queries.run("UPDATE fact SET list = NULL WHERE subject = $1 AND type = $2 AND within = $3", [
      id,
      unlists.type,
      unlists.within,
    ]);
  const { within = null, mark = null, place = null, list = null } = filed ?? {};
  await queries.run(
    `INSERT INTO fact (subject, type, key, at, json, within, mark, place, list) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT DO NOTHING`,
    [id, type, key, at.getTime(), JSON.stringify(json), within, mark, place, list],
  );
}

export async function listFacts(
  queries: Queries,
  asked: FactsAsked,
): Promise<{ readonly facts: readonly StoredFact[]; readonly next?: PageMark }> {
  const { type, limit, list, newestFirst = false } = asked;
  const { after = newestFirst ? Number.MAX_SAFE_INTEGER : 0 } = asked;
  const found = await findSubjects(queries, asked.subjects);
  const known = new Map(found.map(({ id, ...subject }) => [id, subject]));
  const ids = [...known.keys()];
  // Of one subject its rows are read in the order of an index; of several they are sorted.
  const among = ids.length === 1 ? "= $1" : "= ANY($1)";
  const rows = await queries.all<FactRow>(
    `SELECT id, subject, key, at, json FROM fact WHERE subject ${among} AND type = $2 AND id ${newestFirst ? "<" : ">"} $3
     ${list === undefined ? "" : "AND list = $5"} ORDER BY id ${newestFirst ? "DESC" : "ASC"} LIMIT $4`,
    [ids.length === 1 ? ids[0] : ids, type, after, limit, ...(list === undefined ? [] : [list])],
  );
  return factPage(rows, asked, known);
}

export async function filedFacts(
  queries: Queries,
  { subject, type, within, marks, from = 0, to = Number.MAX_SAFE_INTEGER, limit }: FiledAsked,
): Promise<readonly StoredFact[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const rows = await queries.all<FactRow>(
    `SELECT id, subject, key, at, json FROM fact WHERE subject = $1 AND type = $2 AND within = ANY($3)
     AND place >= $4 AND place < $5 ${marks === undefined ? "" : "AND mark = ANY($7)"} ORDER BY place, id LIMIT $6`,
    [id, type, within, from, to, limit, ...(marks === undefined ? [] : [marks])],
  );
  return factsIn(rows, type, new Map([[id, subject]]));
}

const AGED_PAGE = 500;
const FIRST = { at: Number.MIN_SAFE_INTEGER, id: 0 };

export function agedFacts(
  queries: Queries,
  { before, after = FIRST }: AgedAsked,
): Promise<readonly AgedFact[]> {
  return queries.all<AgedFact>(
    `SELECT fact.id, fact.at, namespace, kind, name, uid FROM fact JOIN subject ON subject.id = fact.subject
     WHERE at < $1 AND at >= $2 AND (at, fact.id) > ($2, $3) ORDER BY at, fact.id LIMIT ${AGED_PAGE}`,
    [before, after.at, after.id],
  );
}

export async function dropFacts(queries: Queries, ids: readonly number[]): Promise<void> {
  await queries.run("DELETE FROM fact WHERE id = ANY($1)", [ids]);
}

export async function countFiled(
  queries: Queries,
  { subject, type, within }: Pick<FiledAsked, "subject" | "type" | "within">,
): Promise<readonly FiledCount[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const rows = await queries.all<FiledCount>(
    `SELECT within, mark, count(*) AS count FROM fact WHERE subject = $1 AND type = $2 AND within = ANY($3)
     GROUP BY within, mark`,
    [id, type, within],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
