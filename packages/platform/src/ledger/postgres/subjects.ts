import type { PageMark, Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";

export type SubjectRow = Subject & { readonly id: number };

/** The subject's number; undefined when nothing was ever said of it. */
export async function findSubject(queries: Queries, subject: Subject): Promise<number | undefined> {
  const sql = "SELECT id FROM subject WHERE uid = $1 AND kind = $2 AND namespace = $3 AND name = $4";
  return (await queries.one<{ id: number }>(sql, columns(subject)))?.id;
}

/** Numbers of those of the subjects of whom anything was said. */
export function findSubjects(queries: Queries, subjects: readonly Subject[]): Promise<readonly SubjectRow[]> {
  return queries.all<SubjectRow>(
    `SELECT id, uid, kind, namespace, name FROM subject WHERE (uid, kind, namespace, name) IN
       (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]))`,
    FIELDS.map((field) => subjects.map((subject) => subject[field])),
  );
}

/** The subject's number, with its row held: facts of one subject are written one after the other. */
export async function holdSubject(queries: Queries, subject: Subject): Promise<number> {
  await queries.run(
    "INSERT INTO subject (uid, kind, namespace, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    columns(subject),
  );
  const sql =
    "SELECT id FROM subject WHERE uid = $1 AND kind = $2 AND namespace = $3 AND name = $4 FOR UPDATE";
  const row = await queries.one<{ id: number }>(sql, columns(subject));
  // Dropped by retention between the two statements; the transaction is tried again.
  if (row === undefined)
    throw Object.assign(new Error("the subject was dropped meanwhile"), { code: "40001" });
  return row.id;
}

export async function listSubjects(
  queries: Queries,
  {
    where,
    limit,
    after,
  }: { readonly where: Partial<Subject>; readonly limit: number; readonly after?: PageMark },
): Promise<{ readonly subjects: readonly Subject[]; readonly next?: PageMark }> {
  const wanted = FIELDS.filter((field) => where[field] !== undefined);
  const conditions = wanted.map((field, index) => `AND ${field} = $${index + 3}`).join(" ");
  const rows = await queries.all<SubjectRow>(
    `SELECT id, namespace, kind, name, uid FROM subject WHERE id < $1 ${conditions} ORDER BY id DESC LIMIT $2`,
    [after ?? Number.MAX_SAFE_INTEGER, limit, ...wanted.map((field) => where[field])],
  );
  const last = rows.at(-1);
  const subjects = rows.map(({ id: _, ...subject }) => subject);
  return last === undefined || rows.length < limit ? { subjects } : { subjects, next: last.id };
}

const FIELDS = ["uid", "kind", "namespace", "name"] as const;
const columns = (subject: Subject) => FIELDS.map((field) => subject[field]);
