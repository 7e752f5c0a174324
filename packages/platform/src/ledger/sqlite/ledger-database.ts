import { isSlipwayError } from "@slipway/model";
import { openKept } from "#lib/kept-database.ts";
import type { Database } from "#lib/sqlite.ts";
import type { Operations } from "../operations.ts";
import { migrate } from "./schema.ts";
import { AnswerTable } from "./tables/answer-table.ts";
import { FactTable } from "./tables/fact-table.ts";
import { LineTable } from "./tables/line-table.ts";
import { PointTable } from "./tables/point-table.ts";
import { RequestTable } from "./tables/request-table.ts";
import { RetentionSweep } from "./tables/retention.ts";
import { SubjectTable } from "./tables/subject-table.ts";
import { Usage } from "./tables/usage.ts";

/** Pages given back to the disk after a step of retention: little, so that nothing waits long. */
const VACUUM_PAGES = 256;

export type Outcome = { readonly value: unknown } | { readonly error: unknown };
export type Work = (operations: Operations) => unknown;

/** The ledger's file, opened and up to date, with its operations. */
export class LedgerDatabase {
  readonly operations: Operations;
  readonly #db: Database;

  constructor(path: string, over: (path: string) => Database = open) {
    this.#db = over(path);
    try {
      migrate(this.#db);
      this.#db.exec("PRAGMA journal_size_limit = 16777216");
      this.operations = operationsOn(this.#db);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** For what only reads: no transaction, nothing to wait for. */
  alone(work: Work): Outcome {
    try {
      return { value: work(this.operations) };
    } catch (error) {
      return { error };
    }
  }

  /**
   * Does all work in one transaction, so that many appends share one write to the disk. An operation refuses before
   * it writes; if one fails otherwise, each is done again in a transaction of its own and fails alone.
   */
  together(works: readonly Work[]): readonly Outcome[] {
    try {
      return this.#db.transaction(() => works.map((work) => this.#refusable(work)));
    } catch (error) {
      if (works.length === 1) return [{ error }];
      return works.map((work) => this.#apart(work));
    }
  }

  /** Gives freed pages back to the disk. */
  shrink(): void {
    this.#db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
  }

  close(): void {
    this.#db.close();
  }

  #refusable(work: Work): Outcome {
    try {
      return { value: work(this.operations) };
    } catch (error) {
      if (isSlipwayError(error)) return { error };
      throw error;
    }
  }

  #apart(work: Work): Outcome {
    try {
      return { value: this.#db.transaction(() => work(this.operations)) };
    } catch (error) {
      return { error };
    }
  }
}

const open = (path: string): Database => openKept(path, { migrate });

function operationsOn(db: Database): Operations {
  const usage = new Usage(db);
  const subjects = new SubjectTable(db);
  const lines = new LineTable(db, usage);
  const points = new PointTable(db, subjects, usage);
  const facts = new FactTable(db, subjects);
  const requests = new RequestTable(db);
  const answers = new AnswerTable(db);
  const retention = new RetentionSweep(db, usage);
  return {
    appendLog: (stream, from, chunks) => lines.append(stream, from, chunks),
    logLength: (stream) => lines.length(stream),
    closeLog: (stream) => lines.close(stream),
    readLog: (stream, options) => lines.read(stream, options),
    findLogs: (where) => lines.ofPod(where),
    appendMetrics: (subject, source, span, added) => points.append({ subject, source, span, points: added }),
    metricsCursor: (subject, source) => points.cursor(subject, source),
    readMetrics: (subject, options) => points.read(subject, options),
    lastMetrics: (asked) => points.last(asked),
    newestOf: (subject, series) => points.newestOf(subject, series),
    newestAfter: (subject, page) => points.newestAfter(subject, page),
    seriesExtent: (of) => points.extent(of),
    seriesStep: (step) => points.step(step),
    appendFact: (subject, fact) => facts.append(subject, fact),
    facts: (asked) => facts.list(asked),
    filedFacts: (asked) => facts.filed(asked),
    countFiled: (asked) => facts.count(asked),
    subjects: (asked) => subjects.list(asked),
    addRequest: (request, bounds) => requests.add(request, bounds),
    queueDepths: () => requests.depths(),
    claimRequests: (asked) => requests.claim(asked),
    claimLostRequests: (asked) => requests.claimLost(asked),
    renewRequests: (held) => requests.renew(held),
    giveRequestBack: (worker, what) => requests.giveBack(worker, what),
    finishRequest: (id) => requests.finish(id),
    retainStep: (bounds) => retention.step(bounds),
    agedFacts: (asked) => facts.aged(asked),
    dropFacts: (ids) => facts.drop(ids),
    forgetStep: (bounds) => retention.forget(bounds),
    noteAnswers: (rows) => answers.note(rows),
    findAnswers: (keys, at) => answers.find(keys, at),
    dropAnswers: (bounds) => answers.drop(bounds),
  };
}
