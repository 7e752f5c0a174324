interface Arrived {
  /** Seconds since the replay began. */
  readonly at: number;
  count: number;
}

/** How long so many waited. */
export interface Waited {
  readonly seconds: number;
  readonly count: number;
}

/** Requests that wait for their turn, those of a moment together: counts may be fractions. */
export class Line {
  readonly #arrived: Arrived[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  join(at: number, count: number): void {
    if (count <= 0) return;
    this.#arrived.push({ at, count });
    this.#length += count;
  }

  /** The first so many go; how long each waited. */
  leave(now: number, count: number): readonly Waited[] {
    const gone: Waited[] = [];
    let left = Math.min(count, this.#length);
    while (left > 0) {
      const first = this.#arrived[this.#head];
      if (first === undefined) break;
      const taken = Math.min(left, first.count);
      gone.push({ seconds: now - first.at, count: taken });
      first.count -= taken;
      left -= taken;
      if (first.count <= 0) this.#head++;
    }
    this.#length = this.#head === this.#arrived.length ? 0 : Math.max(0, this.#length - sum(gone));
    this.#forget();
    return gone;
  }

  /** Those that went, once they are the most. */
  #forget(): void {
    if (this.#head < 1_000 || this.#head * 2 < this.#arrived.length) return;
    this.#arrived.splice(0, this.#head);
    this.#head = 0;
  }
}

const sum = (waited: readonly Waited[]): number => waited.reduce((total, { count }) => total + count, 0);
