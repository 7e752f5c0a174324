import { isSlipwayError } from "@slipway/model";
import { openKept } from "#lib/kept-database.ts";
import type { Database } from "#lib/sqlite.ts";
import type { Operations } from "../operations.ts";
import { migrate } from "./schema.ts";
import { AttemptTable, CostTable } from "./tables/fact-tables.ts";
import { LogTable } from "./tables/log-table.ts";
import { MetricTable } from "./tables/metric-table.ts";
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
  const logs = new LogTable(db, usage);
  const metrics = new MetricTable(db, subjects, usage);
  const attempts = new AttemptTable(db, subjects);
  const costs = new CostTable(db, subjects);
  const retention = new RetentionSweep(db, usage);
  return {
    appendLog: (stream, from, lines) => logs.append(stream, from, lines),
    logLength: (stream) => logs.length(stream),
    closeLog: (stream) => logs.close(stream),
    readLog: (stream, options) => logs.read(stream, options),
    findLogs: (where) => logs.ofPod(where),
    appendMetrics: (subject, source, span, points) => metrics.append({ subject, source, span, points }),
    metricsCursor: (subject, source) => metrics.cursor(subject, source),
    readMetrics: (subject, options) => metrics.read(subject, options),
    lastMetrics: (subject) => metrics.last(subject),
    appendAttempt: (subject, attempt) => attempts.append(subject, attempt),
    readAttempts: (subject) => attempts.read(subject),
    appendCost: (subject, cost) => costs.append(subject, cost),
    readCosts: (subject) => costs.read(subject),
    retainStep: (bounds) => retention.step(bounds),
    retainEnd: (bounds) => retention.forget(bounds),
  };
}
