import type { Database, Statement } from "#lib/sqlite.ts";
import { assignPlaces } from "../../forms/requests/assign-places.ts";
import {
  claimed,
  type DepthRow,
  depthOf,
  MOST_CLAIMED,
  MOST_DEPTHS,
  type RequestRow,
} from "../../forms/requests/request-row.ts";
import type { Json } from "../../ledger.ts";
import type {
  Claim,
  ClaimedRequest,
  Place,
  QueueBounds,
  QueueDepth,
  QueuedRequest,
} from "../../request-queue.ts";

const ROW = `SELECT r.place, r.id, r.at, r.expires_at, r.tries, r.json, q.namespace, q.endpoint, q.uid
  FROM request r JOIN request_queue q ON q.id = r.queue`;

/** Requests that wait for endpoints: a row each, and one an endpoint that counts them. */
export class RequestTable {
  readonly #db: Database;
  readonly #take: Statement;

  constructor(db: Database) {
    this.#db = db;
    this.#take = db.prepare(
      "UPDATE request SET free_at = ?, worker = ?, pod = ?, tries = tries + 1 WHERE place = ?",
    );
  }

  add({ id, queue, at, expiresAt, json }: QueuedRequest, { each, all }: QueueBounds): boolean {
    if (this.#one("SELECT 1 FROM request WHERE id = ?", id) !== undefined) return true;
    const text = JSON.stringify(json);
    const bytes = Buffer.byteLength(text);
    const { uid, namespace, endpoint } = queue;
    const its = this.#one<Counts>("SELECT id, count, bytes FROM request_queue WHERE uid = ?", uid);
    const total = this.#one<Counts>(
      "SELECT coalesce(sum(count), 0) AS count, coalesce(sum(bytes), 0) AS bytes FROM request_queue",
    );
    const fits = (held: Pick<Counts, "count" | "bytes"> | undefined, most: QueueBounds["each"]): boolean =>
      (held?.count ?? 0) < most.requests && (held?.bytes ?? 0) + bytes <= most.bytes;
    if (!fits(its, each) || !fits(total, all)) return false;
    const number =
      its?.id ??
      this.#db
        .prepare("INSERT INTO request_queue (namespace, endpoint, uid) VALUES (?, ?, ?)")
        .run(namespace, endpoint, uid).lastInsertRowid;
    this.#db
      .prepare("INSERT INTO request (id, queue, at, expires_at, bytes, json) VALUES (?, ?, ?, ?, ?, ?)")
      .run(id, number, at.getTime(), expiresAt.getTime(), bytes, text);
    this.#db
      .prepare("UPDATE request_queue SET count = count + 1, bytes = bytes + ? WHERE id = ?")
      .run(bytes, number);
    return true;
  }

  depths(): readonly QueueDepth[] {
    const rows = this.#db
      .prepare(
        `SELECT namespace, endpoint, uid, count, bytes,
           (SELECT at FROM request WHERE queue = q.id ORDER BY place LIMIT 1) AS oldest,
           EXISTS (SELECT 1 FROM request WHERE queue = q.id AND free_at <= ?) AS waiting
         FROM request_queue q ORDER BY id LIMIT ${MOST_DEPTHS}`,
      )
      .all<DepthRow>(Date.now());
    return rows.map(depthOf);
  }

  claim({ places, ...asked }: Claim & { readonly uid: string; readonly places: readonly Place[] }) {
    const now = Date.now();
    const busy = this.#db
      .prepare(
        `SELECT pod, count(*) AS count FROM request WHERE queue = (SELECT id FROM request_queue WHERE uid = ?)
           AND pod <> '' AND free_at > ? GROUP BY pod`,
      )
      .all<{ readonly pod: string; readonly count: number }>(asked.uid, now);
    const wanted = Math.min(asked.limit, MOST_CLAIMED);
    const given = { busy: new Map(busy.map(({ pod, count }) => [pod, count])), wanted, random: Math.random };
    const free = assignPlaces(places, given);
    const rows = this.#db
      .prepare(`${ROW} WHERE q.uid = ? AND r.free_at <= ? AND r.expires_at > ? ORDER BY r.place LIMIT ?`)
      .all<RequestRow>(asked.uid, now, now, free.length);
    return rows.map((row, index) => this.#claimed(row, asked, { now, place: free[index] }));
  }

  claimLost(asked: Claim & { readonly uid?: string }): readonly ClaimedRequest[] {
    const now = Date.now();
    const { uid } = asked;
    const rows = this.#db
      .prepare(
        `${ROW} WHERE r.free_at <= ? AND ${uid === undefined ? "r.expires_at <= ? ORDER BY r.expires_at" : "q.uid = ? ORDER BY r.place"} LIMIT ?`,
      )
      .all<RequestRow>(now, uid ?? now, Math.min(asked.limit, MOST_CLAIMED));
    return rows.map((row) => this.#claimed(row, asked, { now }));
  }

  renew({
    worker,
    leaseMs,
    ids,
  }: Omit<Claim, "limit"> & { readonly ids: readonly string[] }): readonly string[] {
    const rows = this.#db
      .prepare(
        "UPDATE request SET free_at = ? WHERE worker = ? AND id IN (SELECT value FROM json_each(?)) RETURNING id",
      )
      .all<{ readonly id: string }>(Date.now() + leaseMs, worker, JSON.stringify(ids));
    return rows.map(({ id }) => id);
  }

  giveBack(
    worker: string,
    { id, afterMs, json }: { readonly id: string; readonly afterMs: number; readonly json: Json },
  ) {
    this.#db
      .prepare("UPDATE request SET free_at = ?, worker = '', pod = '', json = ? WHERE id = ? AND worker = ?")
      .run(Date.now() + afterMs, JSON.stringify(json), id, worker);
  }

  finish(id: string): void {
    const gone = this.#one<{ readonly queue: number; readonly bytes: number }>(
      "DELETE FROM request WHERE id = ? RETURNING queue, bytes",
      id,
    );
    if (gone === undefined) return;
    this.#db
      .prepare("UPDATE request_queue SET count = count - 1, bytes = bytes - ? WHERE id = ?")
      .run(gone.bytes, gone.queue);
    this.#db.prepare("DELETE FROM request_queue WHERE id = ? AND count <= 0").run(gone.queue);
  }

  #claimed(
    row: RequestRow,
    { worker, leaseMs }: Claim,
    { now, place }: { readonly now: number; readonly place?: Place | undefined },
  ): ClaimedRequest {
    this.#take.run(now + leaseMs, worker, place?.pod ?? "", row.place);
    return claimed(row, place);
  }

  #one<R = unknown>(sql: string, ...values: readonly (string | number)[]): R | undefined {
    return this.#db.prepare(sql).get<R>(...values);
  }
}

interface Counts {
  readonly id: number;
  readonly count: number;
  readonly bytes: number;
}
