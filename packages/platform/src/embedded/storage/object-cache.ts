import type { Resource } from "@slipway/model";

/** Objects read or written lately, by revision; bounded by the length of their bodies. */
export class ObjectCache {
  readonly #entries = new Map<number, { readonly object: Resource; readonly size: number }>();
  readonly #limit: number;
  #size = 0;

  /** `limit`: characters of JSON; the objects take about three times that in memory. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(revision: number): Resource | undefined {
    const entry = this.#entries.get(revision);
    if (entry === undefined) return undefined;
    this.#entries.delete(revision);
    this.#entries.set(revision, entry);
    return entry.object;
  }

  set(revision: number, object: Resource, size: number): void {
    this.delete(revision);
    this.#entries.set(revision, { object, size });
    this.#size += size;
    for (const [oldest] of this.#entries) {
      if (this.#size <= this.#limit) return;
      this.delete(oldest);
    }
  }

  delete(revision: number): void {
    const entry = this.#entries.get(revision);
    if (entry === undefined) return;
    this.#entries.delete(revision);
    this.#size -= entry.size;
  }
}
