import type { Json } from "./json.ts";

/** The endpoint that requests wait for: its object's uid tells it from another of the same name. */
export interface QueueId {
  readonly namespace: string;
  /** The name that clients invoke by. */
  readonly endpoint: string;
  readonly uid: string;
}

/** A request that was accepted and is not answered yet. */
export interface QueuedRequest {
  /** Unique over time. */
  readonly id: string;
  readonly queue: QueueId;
  readonly at: Date;
  /** From here on it is told that it has waited too long, unless it is being carried out. */
  readonly expiresAt: Date;
  /** What is needed to carry it out; the queue does not read it. */
  readonly json: Json;
}

/** Most that may wait, in requests and in bytes of their JSON: for one endpoint, and for all together, about. */
export interface QueueBounds {
  readonly each: { readonly requests: number; readonly bytes: number };
  readonly all: { readonly requests: number; readonly bytes: number };
}

/** A pod that takes requests. */
export interface Place {
  /** `host:port`. */
  readonly pod: string;
  readonly variant: string;
  /** Share of the variant; places of one variant say the same. */
  readonly weight: number;
  /** Requests that the pod is given at a time, by whoever gives them. */
  readonly most: number;
}

/** A request in the hands of one worker until its lease is over. */
export interface ClaimedRequest extends QueuedRequest {
  /** How often it was claimed, this time too. */
  readonly tries: number;
  /** Where it goes; absent where nobody is to be asked. */
  readonly place?: Pick<Place, "pod" | "variant">;
}

/** How an endpoint's queue stands; those without requests are not told. */
export interface QueueDepth extends QueueId {
  /** Waiting and being carried out. */
  readonly requests: number;
  readonly bytes: number;
  readonly oldestAt: Date;
  /** Requests that a worker may claim now. */
  readonly waiting: boolean;
}

/**
 * Requests that wait for endpoints, for any number of doors that add and workers that carry out. What has been added outlives a crash
 * and stays until it is finished: a worker that ends with a request in hand loses it to another when its lease is over, so that
 * a request may be carried out more than once, and never not at all. Unlike records, requests are under no retention.
 */
export interface RequestQueue {
  /** Durable once it resolves. False where the bounds leave no room; the same id again changes nothing. */
  add(request: QueuedRequest, bounds: QueueBounds): Promise<boolean>;
  /** At most 1,000 endpoints with requests. */
  depths(): Promise<readonly QueueDepth[]>;
  /**
   * At most `limit` of an endpoint's requests that wait and have not expired, oldest first, each with a place that has room, which
   * counts what all workers have there: of variants by their weights, of pods those with the fewest requests.
   */
  claim(
    asked: Claim & { readonly uid: string; readonly places: readonly Place[] },
  ): Promise<readonly ClaimedRequest[]>;
  /** At most `limit` that have expired, of any endpoint; with `uid` all that wait for it, expired or not. */
  claimLost(asked: Claim & { readonly uid?: string }): Promise<readonly ClaimedRequest[]>;
  /** Begins the leases anew; returns the ids that the worker still has. */
  renew(held: Omit<Claim, "limit"> & { readonly ids: readonly string[] }): Promise<readonly string[]>;
  /** The worker's request waits again, and may be claimed after a pause; without effect where it is not the worker's. */
  giveBack(
    worker: string,
    what: { readonly id: string; readonly afterMs: number; readonly json: Json },
  ): Promise<void>;
  /** It is answered, whoever has it. */
  finish(id: string): Promise<void>;
  /** Called when this process has added a request, until what is returned is called: a hint. */
  onAdded(listener: () => void): () => void;
}

export interface Claim {
  /** Unique over time. */
  readonly worker: string;
  readonly leaseMs: number;
  readonly limit: number;
}
