import type { Key, Kind, Resource, Revision } from "@slipway/model";
import type { Selector } from "./store.ts";

/** A way to find objects other than by their key. Declared once, as a constant: it is known by its name. */
export interface Index<R extends Resource> {
  /** Unique among the indexes of a kind; naming another function the same throws. */
  readonly name: string;
  /** What the object is found by; nothing leaves it out, and so does an error, which is logged. Pure. */
  values(object: R): Iterable<string>;
  /** Where the object stands among those of one value, as code units compare; absent: by key. Pure. */
  rank?(object: R): string;
}

/** Which of the objects of one value are wanted; without anything all of them, in ascending order. */
export interface Range {
  /** What follows this object's place, be the object there still or not. */
  readonly after?: Place;
  /** From the last to the first; `after` then means before. */
  readonly descending?: boolean;
  readonly limit?: number;
}

/** Where an object stands among those of one value. A rank without a key stands before all objects of that rank. */
export interface Place {
  readonly rank: string;
  readonly key?: Key;
}

/**
 * The objects of one kind as the server has them, behind by as long as a watch takes. They are shared by all readers and
 * must not be changed; managedFields are left out. Nothing here asks the server or waits.
 */
export interface Cached<R extends Resource> {
  /** What is kept of the kind; undefined is all of it. What it does not take is not here, and may well exist. */
  readonly where: Selector | undefined;
  /** Everything that happened to the kind up to here is in it. */
  readonly revision: Revision;
  /**
   * Undefined may mean that the object is not here yet: what depends on its being gone asks the server (`cachedStore`
   * does). Of an object that this process has just asked to be removed, `isDoubtful` says so.
   */
  get(key: Key): R | undefined;
  values(): Iterable<R>;
  /** Costs by what it returns, and the logarithm of what there is. */
  by(index: Index<R>, value: string, range?: Range): readonly R[];
  /**
   * Resolves once everything up to `revision`, which is that of an object of this kind, is in the copy: whoever holds an
   * object then sees all that was there before it. Rejects with the signal's reason when that aborts first.
   */
  caughtUp(revision: Revision, signal?: AbortSignal): Promise<void>;
  /**
   * Takes over what this process has just written, or read from the server, so that the next reader sees it at once. What
   * the copy knows better already is passed over.
   */
  put(object: R): void;
  /** Marks what this process has just removed: it may be gone, or going, and what is here does not tell yet. */
  doubt(key: Key): void;
  isDoubtful(key: Key): boolean;
}

/**
 * One change. `before` is undefined where the follower did not know the object, `after` where it is gone or left the selector;
 * another object of the same name is told as one that is gone and one that is new.
 */
export interface CacheChange<R extends Resource> {
  readonly before: R | undefined;
  readonly after: R | undefined;
  /** Told by a list, at first or after a watch had to begin anew: nobody did this just now. */
  readonly listed: boolean;
}

/** What is thrown in here is logged and goes nowhere. */
export interface Follower<R extends Resource> {
  /** Absent means all of the kind. Must lie within what is kept of it, so that nobody waits for what is never told. */
  readonly where?: Selector | undefined;
  /**
   * Told of what is there, in turns of a bounded number of objects, and from then on of every change, for each object in order.
   * What was deleted while the server could not be watched is told once it can. The copy holds the change already.
   */
  changed(change: CacheChange<R>): void;
  /** Everything that was there at first has been told. */
  synced?(): void;
}

/**
 * Copies of kinds in memory, shared by all of a process: each kind is listed and watched once however many follow it, from
 * when somebody first asks for it. A failing server is asked again with growing pauses, and what is here stays readable.
 */
export interface Cache {
  /** The copy of a kind once its first list is in, however long that takes; rejects when the signal aborts or the cache closes. */
  of<R extends Resource>(kind: Kind<R>, signal?: AbortSignal): Promise<Cached<R>>;
  /** The same for who cannot wait: undefined while it is not there, or nobody has asked for it yet. */
  now<R extends Resource>(kind: Kind<R>): Cached<R> | undefined;
  /** Has an index kept from the first list on; one that is first asked for later is built then, all at once. */
  index<R extends Resource>(kind: Kind<R>, index: Index<R>): void;
  /** Until the signal aborts. Throws where the follower asks for more than is kept. */
  follow<R extends Resource>(kind: Kind<R>, follower: Follower<R>, signal: AbortSignal): void;
  /** Ends all watches; the copies stay as they are. */
  close(): Promise<void>;
}
