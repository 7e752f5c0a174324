import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import type { Admission } from "./admission.ts";
import type { Deadline } from "./deadline.ts";
import type { EventRecorder, Turn } from "./reconciler.ts";

/** What the queue is told after a pass. */
export interface Verdict {
  readonly next: "forget" | "retry";
  readonly recheckAfterMs?: number;
}

export interface PassTools {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventRecorder;
  /** Aborts when the home stops. */
  readonly signal: AbortSignal;
  readonly admission?: Admission | undefined;
}

/** A turn in a home that may not work everywhere, with the deadline that its signal comes from. */
export type HeldTurn = Turn & Pick<PassTools, "admission"> & Pick<Deadline, "hold">;
