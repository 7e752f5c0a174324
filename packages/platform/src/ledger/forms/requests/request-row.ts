import type { Json } from "../../ledger.ts";
import type { ClaimedRequest, Place, QueueDepth } from "../../request-queue.ts";

/** A request as engines keep it, with the names of its queue. */
export interface RequestRow {
  readonly place: number;
  readonly id: string;
  readonly at: number;
  readonly expires_at: number;
  readonly tries: number;
  readonly json: string;
  readonly namespace: string;
  readonly endpoint: string;
  readonly uid: string;
}

/** `row` is as it was before it was claimed. */
export function claimed(row: RequestRow, place?: Place): ClaimedRequest {
  const { id, namespace, endpoint, uid } = row;
  return {
    id,
    queue: { namespace, endpoint, uid },
    at: new Date(row.at),
    expiresAt: new Date(row.expires_at),
    json: JSON.parse(row.json) as Json,
    tries: row.tries + 1,
    ...(place === undefined ? {} : { place: { pod: place.pod, variant: place.variant } }),
  };
}

export interface DepthRow {
  readonly namespace: string;
  readonly endpoint: string;
  readonly uid: string;
  readonly count: number;
  readonly bytes: number;
  readonly oldest: number;
  readonly waiting: number | boolean;
}

export function depthOf({ namespace, endpoint, uid, count, bytes, oldest, waiting }: DepthRow): QueueDepth {
  return {
    ...{ namespace, endpoint, uid, bytes },
    requests: count,
    oldestAt: new Date(oldest),
    waiting: Boolean(waiting),
  };
}

/** Endpoints of one answer. */
export const MOST_DEPTHS = 1_000;
/** Requests of one claim. */
export const MOST_CLAIMED = 200;
