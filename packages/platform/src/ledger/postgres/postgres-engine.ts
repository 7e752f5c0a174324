import { SlipwayError } from "@slipway/model";
import { backOff, spread } from "@slipway/model/back-off.ts";
import { Pool, types } from "pg";
import type { Clock } from "#lib/clock.ts";
import type { Engine, OperationName, Operations } from "../operations.ts";
import { dropAnswers, findAnswers, noteAnswers } from "./answers.ts";
import { agedFacts, appendFact, countFiled, dropFacts, filedFacts, listFacts } from "./facts.ts";
import { forgetStep } from "./forget.ts";
import { appendLines, closeStream, readLines, streamLength, streamsOfPod } from "./lines.ts";
import { migrate } from "./migrate.ts";
import { appendPoints, lastPoints, newestAfter, newestOf, readCursor, readPoints } from "./points.ts";
import { mayPass, postgresError } from "./postgres-error.ts";
import { type Queries, queriesOf } from "./queries.ts";
import {
  addRequest,
  claimLostRequests,
  claimRequests,
  finishRequest,
  giveRequestBack,
  queueDepths,
  renewRequests,
} from "./requests.ts";
import { retainStep } from "./retention.ts";
import { seriesExtent, seriesStep } from "./series.ts";
import { listSubjects } from "./subjects.ts";

const INT8 = 20;
const CONNECTIONS = 5;
const PATIENCE_MS = 20_000;
const BACK_OFF = { baseMs: 100, capMs: 2_000 } as const;

/** Every operation within one transaction; each may be done again without harm, so that a lost answer is no question. */
const OPERATIONS: {
  readonly [N in OperationName]: (
    queries: Queries,
    ...args: Parameters<Operations[N]>
  ) => Promise<ReturnType<Operations[N]>>;
} = {
  appendLog: appendLines,
  logLength: streamLength,
  closeLog: closeStream,
  readLog: readLines,
  findLogs: streamsOfPod,
  appendMetrics: (queries, subject, source, span, points) =>
    appendPoints(queries, { subject, source, span, points }),
  metricsCursor: readCursor,
  readMetrics: readPoints,
  lastMetrics: lastPoints,
  newestOf,
  newestAfter,
  seriesExtent,
  seriesStep,
  appendFact,
  facts: listFacts,
  filedFacts,
  countFiled,
  subjects: listSubjects,
  addRequest,
  queueDepths,
  claimRequests,
  claimLostRequests,
  renewRequests,
  giveRequestBack,
  finishRequest,
  retainStep,
  agedFacts,
  dropFacts,
  forgetStep,
  noteAnswers,
  findAnswers,
  dropAnswers,
};

/** Carries the ledger's operations out on PostgreSQL; what time mends is tried again for a while. */
export class PostgresEngine implements Engine {
  readonly #pool: Pool;
  readonly #clock: Clock;
  /** Work that was taken on; closing waits for it. */
  readonly #inHand = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor({ url, clock }: { readonly url: string; readonly clock: Clock }) {
    this.#clock = clock;
    this.#pool = new Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: 30_000,
      query_timeout: 60_000,
      // A process that freezes within a transaction must not hold a stream's row for ever.
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      application_name: "slipway",
      // Indexes and times stay far below 2^53.
      types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)) },
    });
    // A connection that dies while it is idle is nobody's failure: the pool opens another.
    this.#pool.on("error", () => {});
  }

  migrate(): Promise<void> {
    return this.#again(migrate);
  }

  async call<N extends OperationName>(
    name: N,
    ...args: Parameters<Operations[N]>
  ): Promise<ReturnType<Operations[N]>> {
    if (this.#closed !== undefined) throw new SlipwayError("SLIP-LEDGER-006", "the ledger is closed");
    const work = this.#again((queries) => OPERATIONS[name](queries, ...args));
    this.#inHand.add(work);
    return work.finally(() => this.#inHand.delete(work));
  }

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#inHand).then(() => this.#pool.end());
    return this.#closed;
  }

  async #again<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const end = this.#clock.now().getTime() + PATIENCE_MS;
    for (let tries = 0; ; tries++) {
      try {
        return await this.#transaction(work);
      } catch (error) {
        if (!mayPass(error) || this.#clock.now().getTime() > end) throw postgresError(error);
        const ms = spread(backOff(tries, BACK_OFF));
        await new Promise<void>((resolve) => setTimeout(resolve, ms));
      }
    }
  }

  async #transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const lost = (error: Error): void => {
      broken = error;
    };
    client.on("error", lost);
    try {
      await client.query("BEGIN");
      const result = await work(queriesOf(client));
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(lost);
      throw error;
    } finally {
      client.off("error", lost);
      client.release(broken);
    }
  }
}
