import type { Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";

/** The subject's number; undefined when nothing was ever said of it. */
export async function findSubject(queries: Queries, subject: Subject): Promise<number | undefined> {
  const sql = "SELECT id FROM subject WHERE uid = $1 AND kind = $2 AND namespace = $3 AND name = $4";
  return (await queries.one<{ id: number }>(sql, columns(subject)))?.id;
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

const columns = (subject: Subject) => [subject.uid, subject.kind, subject.namespace, subject.name];
