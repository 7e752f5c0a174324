const SIZE = 624;
const HALF = 397;

/** The generator MT19937, as `std::mt19937` has it: the same numbers for the same seed. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #index = SIZE;

  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed;
    for (let index = 1; index < SIZE; index++) {
      const previous = state[index - 1] as number;
      state[index] = Math.imul(previous ^ (previous >>> 30), 1812433253) + index;
    }
  }

  /** A whole number of 32 bits. */
  next(): number {
    if (this.#index === SIZE) this.#refill();
    let word = this.#state[this.#index++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** A whole number from 0 to below `range`, which is at most 2^32, as `std::uniform_int_distribution` draws it. */
  below(range: number): number {
    if (range === 2 ** 32) return this.next();
    const wide = BigInt(range);
    const least = 2 ** 32 % range;
    for (;;) {
      const product = BigInt(this.next()) * wide;
      const low = Number(product & 0xffffffffn);
      if (low >= least) return Number(product >> 32n);
    }
  }

  #refill(): void {
    const state = this.#state;
    for (let index = 0; index < SIZE; index++) {
      const next = state[(index + 1) % SIZE] as number;
      const word = ((state[index] as number) & 0x80000000) | (next & 0x7fffffff);
      const mixed = (state[(index + HALF) % SIZE] as number) ^ (word >>> 1);
      state[index] = word & 1 ? mixed ^ 0x9908b0df : mixed;
    }
    this.#index = 0;
  }
}
