import { createHash } from "node:crypto";
import { canonicalJson, type Key, keyOf, type ObjectMeta, type Resource } from "@slipway/model";

/** The keys of a controller's own objects, each with a mark of what its reconciler is to react to. */
export class KnownObjects {
  readonly #marks = new Map<Key, string | undefined>();

  keys(): Iterable<Key> {
    return this.#marks.keys();
  }

  replaceAll(objects: readonly Resource[]): void {
    this.#marks.clear();
    for (const object of objects) this.#marks.set(keyOf(object), markOf(object.metadata));
  }

  /**
   * Takes note of a change and says whether it is news: a change of the status alone is our own doing, and waking for it
   * would turn every status that differs from pass to pass into a loop without pause.
   */
  isNews(changed: Resource, deleted: boolean): boolean {
    const key = keyOf(changed);
    if (deleted) {
      this.#marks.delete(key);
      return true;
    }
    const mark = markOf(changed.metadata);
    const same = mark !== undefined && this.#marks.get(key) === mark;
    this.#marks.set(key, mark);
    return !same;
  }
}

/** Undefined where the server counts no generation: then any change may be one of what is asked for. */
function markOf(metadata: ObjectMeta): string | undefined {
  const { resourceVersion: _, managedFields: _2, ...told } = metadata;
  if (told.generation === undefined) return undefined;
  return createHash("sha1").update(canonicalJson(told)).digest("base64");
}
