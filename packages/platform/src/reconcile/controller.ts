import { apiVersionOf, defined, type Key, type Kind, type Resource } from "@slipway/model";
import type { Cache } from "#store/cache.ts";
import type { Selector, Store } from "#store/store.ts";
import type { Reconcilable, Reconciler } from "./reconciler.ts";
import type { Lane, Retry } from "./work-queue.ts";

/** Where a watch finds whom a change concerns. */
export interface WatchPlaces {
  readonly store: Store;
  readonly cache: Cache;
}

/** Another kind whose changes want a look at objects of the controller's own kind. */
export interface Watch<W extends Resource = Resource> {
  readonly kind: Kind<W>;
  /** Only these are followed; absent means all there are. */
  readonly where?: Selector;
  keysFor(changed: W, places: WatchPlaces): Iterable<Key> | Promise<Iterable<Key>>;
}

export interface Controller<R extends Reconcilable = Reconcilable> {
  /** Its path below controllers/, as logs show it. */
  readonly name: string;
  readonly reconciler: Reconciler<R>;
  readonly watches: readonly Watch[];
  /** Calls `wake` with the key of an object that wants a look for a reason that no object tells, until `signal` aborts. */
  wokenBy?(wake: (key: Key) => void, signal: AbortSignal): void;
  /** How many objects are worked on at once in each lane; at least one lane. */
  readonly concurrency: Readonly<Record<Lane, number>>;
  /** How long a pass may take; then it ends with a failure that says so, and is tried again. */
  readonly deadlineMs: number;
  readonly retry: Retry;
  /**
   * The lane an object is worked on in as it stands now; asked often, so it must be cheap, and it must not throw. What is in
   * none of `concurrency`'s goes into the first of those. Default: all objects are of one lane.
   */
  laneOf?(object: R): Lane;
  /**
   * Whether nothing is left to do for an object unless its spec, its metadata or its deletion asks for it: lists and changes
   * of other kinds bring no look at it. What is still owed to anybody, in its status or elsewhere, keeps it unsettled.
   * Default: nothing ever is.
   */
  settled?(object: R): boolean;
}

/** Every controller's share where it gives none of its own: in process, passes wait for little but each other. */
const CONCURRENCY = { all: 4 } as const;
/** Several calls of what carries the object, each with its own tries. */
const DEADLINE_MS = 60_000;
const RETRY: Retry = { baseMs: 200, capMs: 30_000 };

/** What every controller starts from; it gives the fields that differ. */
export function controller<R extends Reconcilable>(
  parts: Pick<Controller<R>, "name" | "reconciler"> & Partial<Controller<R>>,
): Controller {
  return { watches: [], concurrency: CONCURRENCY, deadlineMs: DEADLINE_MS, retry: RETRY, ...parts };
}

/** Children that name an `owner` as their controller wake that owner. */
export function ownedBy<W extends Resource>(
  owner: Pick<Kind, "group" | "version" | "kind">,
  child: Kind<W>,
): Watch {
  return watching(child, (changed) =>
    (changed.metadata.ownerReferences ?? [])
      .filter(
        (reference) =>
          reference.controller === true &&
          reference.kind === owner.kind &&
          reference.apiVersion === apiVersionOf(owner),
      )
      .map((reference): Key => `${changed.metadata.namespace ?? ""}/${reference.name}`),
  );
}

/** A watch on any kind by a function of the changed object. */
export function watching<W extends Resource>(
  kind: Kind<W>,
  keysFor: Watch<W>["keysFor"],
  where?: Selector,
): Watch {
  return { kind, keysFor, ...defined({ where }) };
}
