import { type Key, keyOf, type Resource } from "@slipway/model";
import sortedBTree from "sorted-btree";
import type { Log } from "#lib/log.ts";
import type { Index, Range } from "../cache.ts";

/** Node and Vite disagree about what the default import of this CommonJS module is. */
const BTree = "default" in sortedBTree ? sortedBTree.default : (sortedBTree as never);

/** Between the parts of an entry, and just after whatever begins with a value: neither is in names, labels or times. */
const [END, BEHIND] = ["\u0000", "\u0001"];

/** The objects of one kind in the order of an index: a tree of `value, rank, key`. */
export class OrderedIndex<R extends Resource> {
  readonly index: Index<R>;
  readonly #log: Log;
  readonly #tree = new BTree<string, R>(undefined, (a, b) => (a < b ? -1 : a > b ? 1 : 0));

  constructor(index: Index<R>, log: Log) {
    this.index = index;
    this.#log = log;
  }

  replace(before: R | undefined, after: R | undefined): void {
    const places = new Set(after === undefined ? [] : this.#placesOf(after));
    for (const place of before === undefined ? [] : this.#placesOf(before))
      if (!places.has(place)) this.#tree.delete(place);
    if (after !== undefined) for (const place of places) this.#tree.set(place, after);
  }

  find(value: string, { after, descending = false, limit = Number.POSITIVE_INFINITY }: Range): readonly R[] {
    const found: R[] = [];
    if (limit <= 0) return found;
    const prefix = value + END;
    const key = after?.key === undefined ? "" : END + after.key;
    const from = after === undefined ? undefined : prefix + after.rank + key;
    const entries = descending
      ? this.#tree.entriesReversed(from ?? value + BEHIND)
      : this.#tree.entries(from ?? prefix);
    for (const [place, object] of entries) {
      if (place === from) continue;
      if (!place.startsWith(prefix)) break;
      found.push(object);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** None of an object that the index cannot read: one odd object must not keep all others from being found. */
  #placesOf(object: R): readonly string[] {
    const key: Key = keyOf(object);
    try {
      const rank = this.index.rank?.(object) ?? "";
      return [...this.index.values(object)].map((value) => value + END + rank + END + key);
    } catch (error) {
      this.#log.error("an object is missing in an index", { index: this.index.name, key, error });
      return [];
    }
  }
}
