import { createHash } from "node:crypto";
import { canonicalJson, type Key, keyOf, type ObjectMeta } from "@slipway/model";
import type { Controller } from "./controller.ts";
import type { Reconcilable } from "./reconciler.ts";
import type { Lane } from "./work-queue.ts";

interface Known {
  /** What the reconciler is to react to; undefined where any change may be news. */
  readonly mark: string | undefined;
  readonly lane: Lane;
  readonly settled: boolean;
}

/** What the loop remembers of a controller's own objects: whether a change is news, in which lane, and who needs no look. */
export class OwnObjects {
  readonly #known = new Map<Key, Known>();
  readonly #controller: Controller;
  readonly #firstLane: Lane;

  constructor(controller: Controller) {
    this.#controller = controller;
    [this.#firstLane = ""] = Object.keys(controller.concurrency);
  }

  /** The lane of the object as it was last seen; of what was never seen, the first one. */
  laneOf(key: Key): Lane {
    return this.#known.get(key)?.lane ?? this.#firstLane;
  }

  isSettled(key: Key): boolean {
    return this.#known.get(key)?.settled === true;
  }

  /** The keys of what is not settled. */
  *unsettled(): Iterable<Key> {
    for (const [key, { settled }] of this.#known) if (!settled) yield key;
  }

  /** Takes note of a list and says which of its objects want a look: also what is settled does where it is another than before. */
  replaceAll(objects: readonly Reconcilable[]): readonly Key[] {
    const before = new Map(this.#known);
    this.#known.clear();
    return objects.flatMap((object) => {
      const key = keyOf(object);
      const known = this.#remember(key, object);
      const previous = before.get(key);
      const changed = previous !== undefined && previous.mark !== known.mark;
      return known.settled && !changed ? [] : [key];
    });
  }

  /**
   * Takes note of a change and says whether it is news: a change of the status alone is our own doing, and waking for it
   * would turn every status that differs from pass to pass into a loop without pause.
   */
  isNews(changed: Reconcilable, deleted: boolean): boolean {
    const key = keyOf(changed);
    const before = this.#known.get(key);
    if (deleted) {
      this.#known.delete(key);
      return true;
    }
    const { mark } = this.#remember(key, changed);
    return mark === undefined || before?.mark !== mark;
  }

  #remember(key: Key, object: Reconcilable): Known {
    const known = {
      mark: markOf(object.metadata, this.#controller.reconciler.finalizer?.name),
      lane: this.#lane(object),
      settled: object.metadata.deletionTimestamp === undefined && this.#controller.settled?.(object) === true,
    };
    this.#known.set(key, known);
    return known;
  }

  #lane(object: Reconcilable): Lane {
    const lane = this.#controller.laneOf?.(object);
    return lane !== undefined && lane in this.#controller.concurrency ? lane : this.#firstLane;
  }
}

/**
 * Undefined where the server counts no generation: then any change may be one of what is asked for. The controller's own
 * finalizer is its own doing, as the status is.
 */
function markOf(metadata: ObjectMeta, finalizer: string | undefined): string | undefined {
  const { resourceVersion: _, managedFields: _2, finalizers = [], ...told } = metadata;
  if (told.generation === undefined) return undefined;
  const marked = { ...told, finalizers: finalizers.filter((name) => name !== finalizer) };
  return createHash("sha1").update(canonicalJson(marked)).digest("base64");
}
