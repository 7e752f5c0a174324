import { type Key, keyOf, type ObjectMeta } from "@slipway/model";
import type { CacheChange, Cached } from "#store/cache.ts";
import type { Controller } from "./controller.ts";
import type { Priority } from "./due-keys.ts";
import type { Reconcilable } from "./reconciler.ts";
import { sameJson } from "./stamp.ts";
import type { Lane } from "./work-queue.ts";

/** A controller's own objects as the loop sees them: in which lane they are, who needs no look, what is news. */
export class OwnObjects {
  readonly #controller: Controller;
  readonly #objects: Cached<Reconcilable>;
  readonly #firstLane: Lane;

  constructor(controller: Controller, objects: Cached<Reconcilable>) {
    this.#controller = controller;
    this.#objects = objects;
    [this.#firstLane = ""] = Object.keys(controller.concurrency);
  }

  /** What is not there needs no look: when it comes, that is news. */
  has(key: Key): boolean {
    return this.#objects.get(key) !== undefined;
  }

  laneOf(key: Key): Lane {
    const object = this.#objects.get(key);
    const lane = object === undefined ? undefined : this.#controller.laneOf?.(object);
    return lane !== undefined && Object.hasOwn(this.#controller.concurrency, lane) ? lane : this.#firstLane;
  }

  isUnsettled(key: Key): boolean {
    const object = this.#objects.get(key);
    return object !== undefined && !this.#settled(object);
  }

  /** The keys of what is not settled in a namespace. */
  *unsettledIn(namespace: string): Iterable<Key> {
    for (const object of this.#objects.values())
      if (object.metadata.namespace === namespace && !this.#settled(object)) yield keyOf(object);
  }

  /**
   * How soon the change wants a look; undefined where it wants none. A change of the status or of the controller's finalizer
   * alone is our own doing, and waking for it would turn every status that differs from pass to pass into a loop without
   * pause.
   */
  priorityOf({ before, after, listed }: CacheChange<Reconcilable>): Priority | undefined {
    if (after === undefined) return undefined;
    const isNews = before === undefined ? !this.#settled(after) : this.#isNews(before, after);
    if (!isNews) return undefined;
    return listed ? "resync" : "fresh";
  }

  #settled(object: Reconcilable): boolean {
    return object.metadata.deletionTimestamp === undefined && this.#controller.settled?.(object) === true;
  }

  /** Where the server counts no generation any change may be one of what is asked for. */
  #isNews({ metadata: before }: Reconcilable, { metadata: after }: Reconcilable): boolean {
    if (after.generation === undefined || after.generation !== before.generation) return true;
    return !sameJson(this.#withoutOwn(before), this.#withoutOwn(after));
  }

  #withoutOwn({ resourceVersion: _, managedFields: _2, finalizers = [], ...rest }: ObjectMeta) {
    const own = this.#controller.reconciler.finalizer?.name;
    return { ...rest, finalizers: finalizers.filter((name) => name !== own) };
  }
}
