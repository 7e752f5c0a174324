import type { Caller, Key, Kind, Resource, Revision } from "@slipway/model";

/** What a list or watch is narrowed to. */
export interface Selector {
  /** One namespace; absent means all. */
  readonly namespace?: string;
  /** Every label must equal its value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Every one of these labels must be there, whatever its value. */
  readonly has?: readonly string[];
}

/** Where a paged list goes on; opaque. */
export type Continue = string;

export interface Page<R extends Resource> {
  readonly items: readonly R[];
  /** The revision of the whole list: a watch from it misses nothing and repeats nothing. */
  readonly revision: Revision;
  readonly next?: Continue;
}

/** One change, in revision order. `bookmark` carries a revision to resume from and no object. */
export type Change<R extends Resource> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: R; readonly revision: Revision }
  | { readonly type: "bookmark"; readonly revision: Revision };

/** What of an object a `replace` writes; the rest of the given object is ignored. */
export type Part = "object" | "status";

export interface RemoveOptions {
  /** Only this incarnation: another one of the same name is a Conflict, and stays. */
  readonly uid?: string;
  /** What becomes of the objects that it owns; absent is the kind's own way, which is "background". */
  readonly propagation?: "background" | "foreground" | "orphan";
  /** Pods: seconds between SIGTERM and SIGKILL. */
  readonly gracePeriodSeconds?: number;
}

/** A store that can give all there is in one stream; an optional ability, beside paged lists. */
export interface Snapshots {
  /** Undefined where it cannot after all, and a list is to be asked for. */
  snapshot<R extends Resource>(
    kind: Kind<R>,
    where: Selector | undefined,
    signal: AbortSignal,
  ): Promise<Omit<Page<R>, "next"> | undefined>;
}

/**
 * Kubernetes objects, as a real API server keeps them: everything here a cluster can honour.
 * Failures are `SlipwayError`s; ask `isNotFound`, `isConflict`, `isAlreadyExists`, `isInvalid`, `isExpired`.
 * Objects that come out are frozen or private to the caller; objects that go in are never changed.
 */
export interface Store extends Partial<Snapshots> {
  /** As it is now, not as some cache has it. What is not there is undefined, not an error. */
  get<R extends Resource>(kind: Kind<R>, key: Key): Promise<R | undefined>;
  /**
   * In the order of keys. Without a page all of it at once; with one at most `limit` objects, and `next` where there are more. Pages
   * of one list are of the first one's revision, whatever is written meanwhile; Expired once that is compacted: begin anew.
   */
  list<R extends Resource>(
    kind: Kind<R>,
    where?: Selector,
    page?: { readonly limit: number; readonly after?: Continue },
  ): Promise<Page<R>>;
  /**
   * Changes after `from`, each once and in order, until `signal` aborts or the server ends the watch (it then ends without an error:
   * go on from the last revision). An object that leaves the selector comes as deleted, one that enters it as added. Throws Expired
   * when `from` is compacted: the caller lists again. A reader that is slow costs the server nothing but may be Expired.
   */
  watch<R extends Resource>(
    kind: Kind<R>,
    from: Revision,
    signal: AbortSignal,
    where?: Selector,
  ): AsyncIterable<Change<R>>;
  /**
   * Returns it as it was stored, with identity and defaults; a status that is given is dropped, as a server does. A name that is taken
   * is AlreadyExists, a namespace that is missing NotFound, and what the kind's rules refuse Invalid.
   */
  create<R extends Resource>(kind: Kind<R>, object: R): Promise<R>;
  /**
   * Optimistic: the object's resourceVersion must be the current one, else Conflict and nothing is written. What changes nothing
   * leaves the revision as it is. What is not there is NotFound.
   */
  replace<R extends Resource>(kind: Kind<R>, object: R, part: Part): Promise<R>;
  /**
   * Server-side apply: makes the object where it is missing. The fields given become the manager's, those that it gave before and
   * gives no more go; another manager's field is a Conflict unless forced.
   */
  apply<R extends Resource>(
    kind: Kind<R>,
    object: Pick<R, "apiVersion" | "kind" | "metadata"> & Partial<R>,
    by: { readonly manager: string; readonly force?: boolean },
  ): Promise<R>;
  /** Removing what is not there is NotFound. With finalizers left, the object stays with a deletionTimestamp. */
  remove(kind: Kind, key: Key, options?: RemoveOptions): Promise<void>;
  /** The same store with another's rights (a real API server: impersonation). */
  as(caller: Caller): Store;
}
