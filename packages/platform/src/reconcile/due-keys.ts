import type { Key } from "@slipway/model";

/** "fresh": something has changed; "resync": it is only time to look again. */
export type Priority = "fresh" | "resync";

/** After so many fresh keys in a row one resync is handed out, so that neither can keep the other waiting for ever. */
export const FRESH_IN_A_ROW = 8;

/** The keys of one lane that want a look now, each in the order it came. */
export class DueKeys {
  readonly #due = { fresh: new Set<Key>(), resync: new Set<Key>() };
  #freshInARow = 0;

  put(key: Key, priority: Priority): void {
    this.#due[priority].add(key);
  }

  delete(key: Key): void {
    this.#due.fresh.delete(key);
    this.#due.resync.delete(key);
  }

  /** Takes the next key out; undefined where none is due. */
  pop(): Key | undefined {
    const { fresh, resync } = this.#due;
    const isResyncsTurn = fresh.size === 0 || this.#freshInARow >= FRESH_IN_A_ROW;
    if (isResyncsTurn && resync.size > 0) {
      this.#freshInARow = 0;
      return first(resync);
    }
    // Fresh keys wear the patience only of resyncs that are there.
    this.#freshInARow = resync.size === 0 ? 0 : this.#freshInARow + 1;
    return first(fresh);
  }
}

function first(keys: Set<Key>): Key | undefined {
  for (const key of keys) {
    keys.delete(key);
    return key;
  }
  return undefined;
}
