import { type FactRow, parseAttempt, parseCost } from "../facts.ts";
import type { Attempt, CostFact, Subject } from "../ledger.ts";
import type { Queries } from "./queries.ts";
import { findSubject, holdSubject } from "./subjects.ts";

/** What the later fact does not say (usually when it started) stays as the earlier one said. */
export async function appendAttempt(queries: Queries, subject: Subject, attempt: Attempt): Promise<void> {
  const id = await holdSubject(queries, subject);
  const earlier = await queries.one<FactRow>(
    "SELECT fact FROM attempt WHERE subject = $1 AND attempt = $2 AND run = $3",
    [id, attempt.attempt, attempt.run],
  );
  const fact: Attempt = { ...(earlier === undefined ? {} : parseAttempt(earlier)), ...attempt };
  await queries.run(
    `INSERT INTO attempt (subject, attempt, run, finished_at, fact) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (subject, attempt, run) DO UPDATE SET fact = excluded.fact, finished_at = excluded.finished_at`,
    [id, attempt.attempt, attempt.run, fact.finishedAt?.getTime() ?? null, JSON.stringify(fact)],
  );
}

export async function readAttempts(queries: Queries, subject: Subject): Promise<readonly Attempt[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const sql = "SELECT fact FROM attempt WHERE subject = $1 ORDER BY attempt, run";
  return (await queries.all<FactRow>(sql, [id])).map(parseAttempt);
}

/** One row per subject and instant, never changed. */
export async function appendCost(queries: Queries, subject: Subject, cost: CostFact): Promise<void> {
  const id = await holdSubject(queries, subject);
  await queries.run("INSERT INTO cost (subject, at, fact) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    id,
    cost.at.getTime(),
    JSON.stringify(cost),
  ]);
}

export async function readCosts(queries: Queries, subject: Subject): Promise<readonly CostFact[]> {
  const id = await findSubject(queries, subject);
  if (id === undefined) return [];
  const sql = "SELECT fact FROM cost WHERE subject = $1 ORDER BY at";
  return (await queries.all<FactRow>(sql, [id])).map(parseCost);
}
