import type { Database, Statement } from "#lib/sqlite.ts";
import { type FactRow, factPage, factsIn } from "../../forms/facts/fact-row.ts";
import type {
  Fact,
  FactsAsked,
  FiledAsked,
  FiledCount,
  PageMark,
  StoredFact,
  Subject,
} from "../../ledger.ts";
import type { AgedAsked, AgedFact } from "../../operations.ts";
import type { SubjectTable } from "./subject-table.ts";

/** Facts of all types: one row a subject, type and key, of which only the list ever changes. */
export class FactTable {
  readonly #db: Database;
  readonly #subjects: SubjectTable;
  readonly #put: Statement;
  readonly #unlist: Statement;

  constructor(db: Database, subjects: SubjectTable) {
    this.#db = db;
    this.#subjects = subjects;
    this.#put = db.prepare(
      `INSERT INTO fact (subject, type, key, at, json, within, mark, place, list) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (subject, type, key) DO NOTHING`,
    );
    this.#unlist = db.prepare("UPDATE fact SET list = NULL WHERE subject = ? AND type = ? AND within = ?");
  }

  append(subject: Subject, { type, key, at, json, filed, unlists }: Fact): void {
    const id = this.#subjects.findOrAdd(subject);
    if (unlists !== undefined) this.#unlist.run(id, unlists.type, unlists.within);
    const { within = null, mark = null, place = null, list = null } = filed ?? {};
    this.#put.run(id, type, key, at.getTime(), JSON.stringify(json), within, mark, place, list);
  }

  list(asked: FactsAsked): { readonly facts: readonly StoredFact[]; readonly next?: PageMark } {
    const { type, limit, list, newestFirst = false } = asked;
    const { after = newestFirst ? Number.MAX_SAFE_INTEGER : 0 } = asked;
    const known = new Map<number, Subject>();
    for (const subject of asked.subjects) {
      const id = this.#subjects.find(subject);
      if (id !== undefined) known.set(id, subject);
    }
    const rows = this.#db
      .prepare(
        `SELECT id, subject, key, at, json FROM fact WHERE subject ${among([...known.keys()])} AND type = ?
           ${list === undefined ? "" : "AND list = ?"} AND id ${newestFirst ? "<" : ">"} ?
           ORDER BY id ${newestFirst ? "DESC" : "ASC"} LIMIT ?`,
      )
      .all<FactRow>(...idsFor([...known.keys()]), type, ...(list === undefined ? [] : [list]), after, limit);
    return factPage(rows, asked, known);
  }

  filed({ subject, type, within, marks, from = 0, to = MOST, limit }: FiledAsked): readonly StoredFact[] {
    const id = this.#subjects.find(subject);
    if (id === undefined) return [];
    const rows = this.#db
      .prepare(
        `SELECT id, subject, key, at, json FROM fact WHERE subject = ? AND type = ?
           AND within IN (SELECT value FROM json_each(?))
           ${marks === undefined ? "" : "AND mark IN (SELECT value FROM json_each(?))"}
           AND place >= ? AND place < ? ORDER BY place, id LIMIT ?`,
      )
      .all<FactRow>(
        ...[id, type, JSON.stringify(within)],
        ...(marks === undefined ? [] : [JSON.stringify(marks)]),
        ...[from, to, limit],
      );
    return factsIn(rows, type, new Map([[id, subject]]));
  }

  aged({ before, after = FIRST }: AgedAsked): readonly AgedFact[] {
    return this.#db
      .prepare(
        `SELECT fact.id, fact.at, namespace, kind, name, uid FROM fact JOIN subject ON subject.id = fact.subject
           WHERE at < ? AND (at, fact.id) > (?, ?) ORDER BY at, fact.id LIMIT ${AGED_PAGE}`,
      )
      .all<AgedFact>(before, after.at, after.id);
  }

  drop(ids: readonly number[]): void {
    this.#db
      .prepare("DELETE FROM fact WHERE id IN (SELECT value FROM json_each(?))")
      .run(JSON.stringify(ids));
  }

  count({ subject, type, within }: Pick<FiledAsked, "subject" | "type" | "within">): readonly FiledCount[] {
    const id = this.#subjects.find(subject);
    if (id === undefined) return [];
    return this.#db
      .prepare(
        `SELECT within, mark, count(*) AS count FROM fact WHERE subject = ? AND type = ?
           AND within IN (SELECT value FROM json_each(?)) GROUP BY within, mark`,
      )
      .all<FiledCount>(id, type, JSON.stringify(within));
  }
}

const AGED_PAGE = 500;
const FIRST = { at: Number.MIN_SAFE_INTEGER, id: 0 };

const MOST = Number.MAX_SAFE_INTEGER;

/** Of one subject its rows are read in the order of an index; of several they are sorted. */
const among = (ids: readonly number[]): string =>
  ids.length === 1 ? "= ?" : "IN (SELECT value FROM json_each(?))";

const idsFor = (ids: readonly number[]): readonly (number | string)[] =>
  ids.length === 1 ? ids : [JSON.stringify(ids)];
