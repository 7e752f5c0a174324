import type { Key, Resource } from "@slipway/model";

/** A revision: the number of a row in the log; every write of any resource takes the next one. */
export type Revision = number;

/** One committed change. `previous` is absent when the object was new. */
export interface StoredChange {
  readonly type: "put" | "removed";
  readonly resource: string;
  readonly key: Key;
  readonly revision: Revision;
  /** As written; for `removed` the last state, with the removal's revision. */
  readonly object: Resource;
  readonly previous?: Resource;
}

/** `progress`: everything of the resource up to `revision` has been delivered. */
export type Followed = StoredChange | { readonly type: "progress"; readonly revision: Revision };

export interface Range {
  /** Keys that start with it: `namespace/`. */
  readonly prefix?: string;
  /** Keys after it. */
  readonly after?: Key;
  readonly limit?: number;
  /** As the range stood at this revision; default the newest. Expired when it is compacted. */
  readonly at?: Revision;
}

export interface Slice {
  readonly items: readonly Resource[];
  readonly keys: readonly Key[];
  readonly revision: Revision;
  /** Whether the range goes on after the last one. */
  readonly more: boolean;
}

/** Reads see this transaction's own writes and those of transactions whose commit is under way. */
export interface Transaction {
  get(resource: string, key: Key): Resource | undefined;
  /** The first keys, at most `limit`, that start with the prefix. */
  keys(resource: string, prefix: string, limit: number): readonly Key[];
  /** Takes the object over and freezes it; returns it with its resourceVersion. */
  put(resource: string, key: Key, object: Resource): Resource;
  /** `last` is what watchers are told. */
  remove(resource: string, key: Key, last: Resource): Resource;
}

/**
 * Objects under `resource` and `namespace/name`, and the log of their changes. One process, one writer. Whatever comes out is
 * frozen and on the disk: neither a read nor a watch shows what a crash could take back.
 */
export interface Storage {
  /** The newest committed revision. */
  readonly head: Revision;
  /** History after this revision is complete; a watch or list from before it is Expired. */
  readonly compacted: Revision;
  read(resource: string, key: Key): Resource | undefined;
  slice(resource: string, range?: Range): Slice;
  /** How many keys the range holds now. */
  count(resource: string, range?: Pick<Range, "prefix" | "after">): number;
  /**
   * Runs `work` at once, alone, and resolves when what it wrote is durable. All transactions of one turn of the event
   * loop share one commit; when that fails (full disk) each of them fails and nothing of any of them remains. A throw
   * from `work` undoes its own writes alone.
   */
  transact<T>(work: (tx: Transaction) => T): Promise<T>;
  /**
   * Changes of the resource after `from`, in order, until `signal` aborts (it then ends) or the storage closes. Pulled
   * by the reader: a slow one costs nobody anything and is Expired once its place is compacted.
   */
  follow(resource: string, how: Following): AsyncIterable<Followed>;
  /** Forgets history up to `revision` (of its own accord it keeps what `retain` says). */
  compact(revision: Revision): void;
  /** A consistent copy in a new file, while running. */
  copyTo(path: string): void;
  /** Commits what is pending, ends every follower, frees the file. */
  close(): void;
}

export interface Following {
  readonly from: Revision;
  readonly signal: AbortSignal;
  readonly prefix?: string;
  /** Also report progress: when caught up, about once a minute. */
  readonly progress?: boolean;
}

/** How much history is kept: at least so many revisions and at least so long. */
export interface Retain {
  readonly revisions: number;
  readonly ms: number;
}
