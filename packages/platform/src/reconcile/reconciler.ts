import type { Condition, Kind, Resource } from "@slipway/model";
import type { Log } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";

/** An object whose status the loop may publish. */
export type Reconcilable = Resource & { readonly status?: { readonly conditions?: readonly Condition[] } };

export type StatusOf<R extends Reconcilable> = NonNullable<R["status"]>;

/** The condition types a kind declares; a step that names another one does not compile. */
export type ConditionTypeOf<R extends Reconcilable> = NonNullable<StatusOf<R>["conditions"]>[number]["type"];

/** Tells people what happened to an object: `kubectl describe` shows it. Never fails and never blocks. */
export interface EventRecorder {
  record(
    about: Resource,
    event: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string },
  ): void;
}

/** Everything one pass may touch; tests build it by hand. */
export interface Turn {
  readonly store: Store;
  /** Finds what a list would have to look for. */
  readonly cache: Cache;
  readonly now: Date;
  /** Aborts when the pass has had its time, or when the home stops: hand it to whatever may wait for others. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly events: EventRecorder;
}

/** What a pass learned: status to publish and when to look again. */
export interface Outcome<R extends Reconcilable> {
  /** Conditions carry no times: the loop sets `lastTransitionTime` and `observedGeneration`. */
  readonly status: StatusOf<R>;
  /** Waiting, not failing: it resets the back-off. */
  readonly recheckAfterMs?: number;
  /** The status is published first, then the pass is tried again with back-off. */
  readonly failure?: unknown;
}

export interface Reconciler<R extends Reconcilable> {
  readonly kind: Kind<R>;
  reconcile(object: R, turn: Turn): Promise<Outcome<R>>;
  readonly finalizer?: Finalizer<R>;
}

/** Written to the object before any side effect, so that deletion always passes by `cleanUp`. */
export interface Finalizer<R extends Reconcilable> {
  readonly name: string;
  cleanUp(object: R, turn: Turn): Promise<"gone" | { readonly recheckAfterMs: number }>;
}

/** A failure that trying again cannot mend: the condition says so and nothing is retried until the object changes. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.reason = reason;
  }
}
