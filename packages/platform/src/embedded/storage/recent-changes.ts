import type { StoredChange } from "./storage.ts";

/** The newest changes in memory, in revision order without gaps; bounded by count and by the length of their bodies. */
export class RecentChanges {
  #changes: StoredChange[] = [];
  #sizes: number[] = [];
  #start = 0;
  #size = 0;
  readonly #limit: { readonly count: number; readonly characters: number };

  constructor(limit: { readonly count: number; readonly characters: number }) {
    this.#limit = limit;
  }

  append(change: StoredChange, size: number): void {
    this.#changes.push(change);
    this.#sizes.push(size);
    this.#size += size;
    while (this.#size > this.#limit.characters || this.#changes.length - this.#start > this.#limit.count) {
      this.#size -= this.#sizes[this.#start] ?? 0;
      this.#start++;
    }
    // Half of the place at most: what is forgotten must not be kept until its number is great.
    if (this.#start > this.#changes.length / 2) this.#sweep();
  }

  /** Up to `limit` changes after `revision`; undefined when some of them are no longer here. */
  after(revision: number, limit: number): readonly StoredChange[] | undefined {
    const first = this.#changes[this.#start];
    if (first === undefined || first.revision > revision + 1) return undefined;
    const from = this.#start + (revision + 1 - first.revision);
    return this.#changes.slice(from, from + limit);
  }

  #sweep(): void {
    this.#changes = this.#changes.slice(this.#start);
    this.#sizes = this.#sizes.slice(this.#start);
    this.#start = 0;
  }
}
