import { type Key, keyOf, type Resource, type Revision } from "@slipway/model";
import type { Log } from "#lib/log.ts";
import type { Cached, Follower, Index, Range } from "../cache.ts";
import { lean } from "../lean.ts";
import { isNewer } from "../revisions.ts";
import { selects } from "../selection.ts";
import type { Selector } from "../store.ts";
import { OrderedIndex } from "./ordered-index.ts";
import { Subscription } from "./subscription.ts";

/** Before everything that a server has. */
const NOTHING: Revision = "0";

/** The copy of one kind: readers see a `Cached`, the reflector brings what the server says. */
export class KindCopy<R extends Resource> implements Cached<R> {
  readonly where: Selector | undefined;
  readonly #log: Log;
  readonly #objects = new Map<Key, R>();
  readonly #indexes = new Map<string, OrderedIndex<R>>();
  readonly #doubts = new Set<Key>();
  readonly #subscriptions = new Set<Subscription<R>>();
  readonly #waiting = new Set<{ readonly revision: Revision; readonly resolve: () => void }>();
  #revision = NOTHING;

  constructor(parts: { readonly where: Selector | undefined; readonly log: Log }) {
    this.where = parts.where;
    this.#log = parts.log;
  }

  get revision(): Revision {
    return this.#revision;
  }

  get(key: Key): R | undefined {
    return this.#objects.get(key);
  }

  values(): Iterable<R> {
    return this.#objects.values();
  }

  by(index: Index<R>, value: string, range: Range = {}): readonly R[] {
    return this.keep(index).find(value, range);
  }

  async caughtUp(revision: Revision, signal?: AbortSignal): Promise<void> {
    if (!isNewer(revision, this.#revision)) return;
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const waiting = { revision, resolve: () => done(resolve) };
      const stop = (): void => done(() => reject(signal?.reason));
      const done = (then: () => void): void => {
        this.#waiting.delete(waiting);
        signal?.removeEventListener("abort", stop);
        then();
      };
      this.#waiting.add(waiting);
      signal?.addEventListener("abort", stop);
    });
  }

  put(object: R): void {
    const version = object.metadata.resourceVersion ?? NOTHING;
    const held = this.#objects.get(keyOf(object))?.metadata.resourceVersion ?? NOTHING;
    if (isNewer(version, this.#revision) && isNewer(version, held)) this.#set(object, false);
  }

  doubt(key: Key): void {
    if (this.#objects.has(key)) this.#doubts.add(key);
  }

  isDoubtful(key: Key): boolean {
    return this.#doubts.has(key);
  }

  /** The index, built of what is here when it is new. */
  keep(index: Index<R>): OrderedIndex<R> {
    const kept = this.#indexes.get(index.name);
    if (kept !== undefined && kept.index === index) return kept;
    if (kept !== undefined) throw new Error(`there is another index ${index.name} already`);
    const fresh = new OrderedIndex(index, this.#log);
    for (const object of this.#objects.values()) fresh.replace(undefined, object);
    this.#indexes.set(index.name, fresh);
    return fresh;
  }

  follow(
    follower: Follower<R>,
    parts: { readonly listed: Promise<void>; readonly signal: AbortSignal },
  ): void {
    if (parts.signal.aborted) return;
    const subscription = new Subscription(follower, { present: this.#objects, log: this.#log });
    this.#subscriptions.add(subscription);
    const end = (): void => {
      subscription.end();
      this.#subscriptions.delete(subscription);
    };
    parts.signal.addEventListener("abort", end, { once: true });
    void subscription.begin(parts.listed);
  }

  /**
   * An object of a list of that revision. Our own write that the list does not know yet stays, unless the server itself went
   * back to an earlier state.
   */
  listed(object: R, revision: Revision): void {
    const held = this.#objects.get(keyOf(object));
    const version = object.metadata.resourceVersion ?? NOTHING;
    if (held?.metadata.resourceVersion === version || this.#isLater(held, revision)) return;
    this.#set(object, true);
  }

  /** A key that a list of that revision did not have. */
  unlisted(key: Key, revision: Revision): void {
    if (!this.#isLater(this.#objects.get(key), revision)) this.#drop(key, true);
  }

  keys(): readonly Key[] {
    return [...this.#objects.keys()];
  }

  /** A change that the watch tells; the revision is that of the change. */
  changed(object: R, how: { readonly deleted: boolean; readonly revision: Revision }): void {
    const key = keyOf(object);
    const held = this.#objects.get(key)?.metadata.resourceVersion ?? NOTHING;
    if (!isNewer(held, how.revision)) {
      if (how.deleted) this.#drop(key, false);
      else if (held !== object.metadata.resourceVersion) this.#set(object, false);
    }
    this.reached(how.revision);
  }

  /** Everything up to this revision is in. */
  reached(revision: Revision): void {
    this.#revision = revision;
    for (const { revision: wanted, resolve } of this.#waiting) if (!isNewer(wanted, revision)) resolve();
  }

  #isLater(held: R | undefined, revision: Revision): boolean {
    const version = held?.metadata.resourceVersion ?? NOTHING;
    return isNewer(version, revision) && !isNewer(this.#revision, revision);
  }

  #set(object: R, listed: boolean): void {
    if (selects(this.where, object)) this.#replace(keyOf(object), lean(object), listed);
    else this.#drop(keyOf(object), listed);
  }

  #drop(key: Key, listed: boolean): void {
    if (this.#objects.has(key)) this.#replace(key, undefined, listed);
  }

  #replace(key: Key, after: R | undefined, listed: boolean): void {
    const before = this.#objects.get(key);
    if (after === undefined) this.#objects.delete(key);
    else this.#objects.set(key, after);
    // A removal that was asked for shows by now, or the object is another one.
    if (after?.metadata.uid !== before?.metadata.uid || after?.metadata.deletionTimestamp !== undefined)
      this.#doubts.delete(key);
    for (const index of this.#indexes.values()) index.replace(before, after);
    const isAnother =
      before !== undefined && after !== undefined && before.metadata.uid !== after.metadata.uid;
    for (const subscription of this.#subscriptions) {
      if (isAnother) subscription.tell(key, { before, after: undefined, listed });
      subscription.tell(key, { before: isAnother ? undefined : before, after, listed });
    }
  }
}
