import { assignPlaces } from "../forms/requests/assign-places.ts";
import {
  claimed,
  type DepthRow,
  depthOf,
  MOST_CLAIMED,
  MOST_DEPTHS,
  type RequestRow,
} from "../forms/requests/request-row.ts";
import type { Json } from "../ledger.ts";
import type {
  Claim,
  ClaimedRequest,
  Place,
  QueueBounds,
  QueueDepth,
  QueuedRequest,
} from "../request-queue.ts";
import type { Queries } from "./queries.ts";

/** Milliseconds since 1970 by the database's clock, which all workers share. */
const NOW = "(extract(epoch FROM statement_timestamp()) * 1000)::bigint";
const ROW = `SELECT r.place, r.id, r.at, r.expires_at, r.tries, r.json, q.namespace, q.endpoint, q.uid
  FROM request r JOIN request_queue q ON q.id = r.queue`;

interface Counts {
  readonly count: number;
  readonly bytes: number;
}

/** Who adds to an endpoint's queue holds its row, so that the count is right. */
export async function addRequest(
  queries: Queries,
  { id, queue, at, expiresAt, json }: QueuedRequest,
  { each, all }: QueueBounds,
): Promise<boolean> {
  const text = JSON.stringify(json);
  const bytes = Buffer.byteLength(text);
  const its = await queries.one<Counts & { readonly id: number }>(
    `INSERT INTO request_queue (namespace, endpoint, uid) VALUES ($1, $2, $3)
     ON CONFLICT (uid) DO UPDATE SET count = request_queue.count RETURNING id, count, bytes`,
    [queue.namespace, queue.endpoint, queue.uid],
  );
  if ((await queries.one("SELECT 1 FROM request WHERE id = $1", [id])) !== undefined) return true;
  const total = await queries.one<{ readonly count: string; readonly bytes: string }>(
    "SELECT coalesce(sum(count), 0) AS count, coalesce(sum(bytes), 0) AS bytes FROM request_queue",
  );
  const fits = (held: Counts, most: QueueBounds["each"]): boolean =>
    held.count < most.requests && held.bytes + bytes <= most.bytes;
  const whole = { count: Number(total?.count ?? 0), bytes: Number(total?.bytes ?? 0) };
  if (its === undefined || !fits(its, each) || !fits(whole, all)) {
    await queries.run("DELETE FROM request_queue WHERE uid = $1 AND count = 0", [queue.uid]);
    return false;
  }
  await queries.run(
    "INSERT INTO request (id, queue, at, expires_at, bytes, json) VALUES ($1, $2, $3, $4, $5, $6)",
    [id, its.id, at.getTime(), expiresAt.getTime(), bytes, text],
  );
  await queries.run("UPDATE request_queue SET count = count + 1, bytes = bytes + $2 WHERE id = $1", [
    its.id,
    bytes,
  ]);
  return true;
}

export async function queueDepths(queries: Queries): Promise<readonly QueueDepth[]> {
  const rows = await queries.all<DepthRow>(
    `SELECT namespace, endpoint, uid, count, bytes,
       (SELECT at FROM request WHERE queue = q.id ORDER BY place LIMIT 1) AS oldest,
       EXISTS (SELECT 1 FROM request WHERE queue = q.id AND free_at <= ${NOW}) AS waiting
     FROM request_queue q WHERE count > 0 ORDER BY id LIMIT ${MOST_DEPTHS}`,
  );
  return rows.map(depthOf);
}

/** Workers that claim of one endpoint do so one after the other, so that no pod gets more than it may have. */
export async function claimRequests(
  queries: Queries,
  { places, ...asked }: Claim & { readonly uid: string; readonly places: readonly Place[] },
): Promise<readonly ClaimedRequest[]> {
  const queue = await queries.one<{ readonly id: number }>(
    "SELECT id FROM request_queue WHERE uid = $1 FOR UPDATE",
    [asked.uid],
  );
  if (queue === undefined) return [];
  const busy = await queries.all<{ readonly pod: string; readonly count: number }>(
    `SELECT pod, count(*) AS count FROM request WHERE queue = $1 AND pod <> '' AND free_at > ${NOW} GROUP BY pod`,
    [queue.id],
  );
  const free = assignPlaces(places, {
    busy: new Map(busy.map(({ pod, count }) => [pod, Number(count)])),
    wanted: Math.min(asked.limit, MOST_CLAIMED),
    random: Math.random,
  });
  const rows = await queries.all<RequestRow>(
    `${ROW} WHERE r.queue = $1 AND r.free_at <= ${NOW} AND r.expires_at > ${NOW}
     ORDER BY r.place LIMIT $2 FOR UPDATE OF r SKIP LOCKED`,
    [queue.id, free.length],
  );
  return take(queries, { rows, asked, places: free });
}

export async function claimLostRequests(
  queries: Queries,
  asked: Claim & { readonly uid?: string },
): Promise<readonly ClaimedRequest[]> {
  const { uid } = asked;
  // By what each is found by, so that no others are looked at.
  const which =
    uid === undefined ? `r.expires_at <= ${NOW} ORDER BY r.expires_at` : "q.uid = $2 ORDER BY r.place";
  const rows = await queries.all<RequestRow>(
    `${ROW} WHERE r.free_at <= ${NOW} AND ${which} LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    [Math.min(asked.limit, MOST_CLAIMED), ...(uid === undefined ? [] : [uid])],
  );
  return take(queries, { rows, asked, places: [] });
}

async function take(
  queries: Queries,
  {
    rows,
    asked: { worker, leaseMs },
    places,
  }: { readonly rows: readonly RequestRow[]; readonly asked: Claim; readonly places: readonly Place[] },
): Promise<readonly ClaimedRequest[]> {
  await queries.run(
    `UPDATE request SET free_at = ${NOW} + $3, worker = $4, pod = taken.pod, tries = tries + 1
     FROM unnest($1::bigint[], $2::text[]) AS taken(place, pod) WHERE request.place = taken.place`,
    [rows.map(({ place }) => place), rows.map((_, index) => places[index]?.pod ?? ""), leaseMs, worker],
  );
  return rows.map((row, index) => claimed(row, places[index]));
}

export async function renewRequests(
  queries: Queries,
  { worker, leaseMs, ids }: Omit<Claim, "limit"> & { readonly ids: readonly string[] },
): Promise<readonly string[]> {
  const rows = await queries.all<{ readonly id: string }>(
    `UPDATE request SET free_at = ${NOW} + $2 WHERE worker = $1 AND id = ANY($3) RETURNING id`,
    [worker, leaseMs, ids],
  );
  return rows.map(({ id }) => id);
}

export async function giveRequestBack(
  queries: Queries,
  worker: string,
  { id, afterMs, json }: { readonly id: string; readonly afterMs: number; readonly json: Json },
): Promise<void> {
  await queries.run(
    `UPDATE request SET free_at = ${NOW} + $3, worker = '', pod = '', json = $4 WHERE id = $1 AND worker = $2`,
    [id, worker, afterMs, JSON.stringify(json)],
  );
}

export async function finishRequest(queries: Queries, id: string): Promise<void> {
  const gone = await queries.one<{ readonly queue: number; readonly bytes: number }>(
    "DELETE FROM request WHERE id = $1 RETURNING queue, bytes",
    [id],
  );
  if (gone === undefined) return;
  await queries.run("UPDATE request_queue SET count = count - 1, bytes = bytes - $2 WHERE id = $1", [
    gone.queue,
    gone.bytes,
  ]);
  await queries.run("DELETE FROM request_queue WHERE id = $1 AND count <= 0", [gone.queue]);
}
