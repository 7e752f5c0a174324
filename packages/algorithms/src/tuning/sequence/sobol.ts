import { randomStream } from "../../random-stream.ts";
import { DIRECTION_NUMBERS } from "./direction-numbers.ts";

const BITS = 32;

/** How many dimensions have direction numbers; further ones are drawn without a pattern. */
const SOBOL_DIMENSIONS = DIRECTION_NUMBERS.length + 1;

/** The directions of each dimension, as unsigned integers whose highest bit is a half. */
const DIRECTIONS: readonly Uint32Array[] = [
  Uint32Array.from({ length: BITS }, (_, bit) => 2 ** (BITS - 1 - bit)),
  ...DIRECTION_NUMBERS.map(([polynomial, ...initial]) => directions(polynomial, initial)),
];

/** Bratley and Fox's recurrence (Algorithm 659). */
function directions(polynomial: number, initial: readonly number[]): Uint32Array {
  const degree = initial.length;
  const numbers = new Uint32Array(BITS);
  for (let bit = 0; bit < BITS; bit++) {
    const given = initial[bit];
    numbers[bit] = given === undefined ? next(numbers, bit, polynomial) : given << (BITS - 1 - bit);
  }
  return numbers;

  function next(before: Uint32Array, bit: number, taps: number): number {
    let number = (before[bit - degree] as number) ^ ((before[bit - degree] as number) >>> degree);
    for (let step = 1; step < degree; step++) {
      if ((taps >>> (degree - step)) & 1) number ^= before[bit - step] as number;
    }
    return number;
  }
}

/** The `index`-th number of a dimension of Sobol's sequence, as 32 bits behind the point, in the natural (not Gray) order. */
export function sobolBits(dimension: number, index: number): number {
  const numbers = DIRECTIONS[dimension] as Uint32Array;
  let bits = 0;
  for (let rest = index >>> 0, bit = 0; rest !== 0; rest >>>= 1, bit++) {
    if (rest & 1) bits ^= numbers[bit] as number;
  }
  return bits >>> 0;
}

/**
 * The `index`-th point of a scrambled Sobol sequence: each point by itself is uniform, any 2^k from the start on are
 * spread evenly. Owen's nested scrambling by hashes (Laine and Karras 2011, in Burley's 2020 form), so that a
 * point follows from the seed and its index alone.
 */
export function scrambledSobol(seed: number, index: number, dimensions: number): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, dimension) => {
    if (dimension >= SOBOL_DIMENSIONS) return randomStream(seed, dimension, index)();
    const scramble = Math.floor(randomStream(seed, dimension)() * 2 ** BITS);
    return (owen(sobolBits(dimension, index), scramble) + 0.5) / 2 ** BITS;
  });
}

function owen(bits: number, seed: number): number {
  let hash = (reversed(bits) + seed) | 0;
  hash ^= Math.imul(hash, 0x6c50b47c);
  hash ^= Math.imul(hash, 0xb82f1e52);
  hash ^= Math.imul(hash, 0xc7afe638);
  hash ^= Math.imul(hash, 0x8d22f6e6);
  return reversed(hash);
}

function reversed(bits: number): number {
  let word = bits;
  word = ((word >>> 1) & 0x55555555) | ((word & 0x55555555) << 1);
  word = ((word >>> 2) & 0x33333333) | ((word & 0x33333333) << 2);
  word = ((word >>> 4) & 0x0f0f0f0f) | ((word & 0x0f0f0f0f) << 4);
  word = ((word >>> 8) & 0x00ff00ff) | ((word & 0x00ff00ff) << 8);
  return ((word >>> 16) | (word << 16)) >>> 0;
}
