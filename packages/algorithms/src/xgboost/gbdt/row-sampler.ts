const FACTOR = 16807;
const WORD = 2 ** 32;
const TOP = 2 ** 31;

/** Rows that a tree learns from, and the others. */
export interface SampledRows {
  readonly chosen: Uint32Array;
  readonly resting: Uint32Array;
}

/** Draws rows as XGBoost does on one thread: by a linear congruential generator modulo 2^63, one number a row. */
export class RowSampler {
  readonly #rows: Uint32Array;
  readonly #resting: Uint32Array;
  readonly #share: number;

  constructor(rows: number, share: number) {
    this.#rows = new Uint32Array(rows);
    this.#resting = new Uint32Array(share < 1 ? rows : 0);
    this.#share = share;
  }

  /** The arrays are used again by the next draw. */
  draw(seed: () => number): SampledRows {
    if (this.#share >= 1) {
      for (let row = 0; row < this.#rows.length; row++) this.#rows[row] = row;
      return { chosen: this.#rows, resting: this.#resting };
    }
    // The generator's state is `high * 2^32 + low`; none starts at 0.
    let [high, low] = [0, seed() || 1];
    let chosen = 0;
    let resting = 0;
    for (let row = 0; row < this.#rows.length; row++) {
      const product = low * FACTOR;
      low = product % WORD;
      high = (high * FACTOR + Math.floor(product / WORD)) % TOP;
      const drawn = (high * WORD + (low - 1)) / 2 ** 63;
      if (drawn < this.#share) this.#rows[chosen++] = row;
      else this.#resting[resting++] = row;
    }
    return { chosen: this.#rows.subarray(0, chosen), resting: this.#resting.subarray(0, resting) };
  }
}
