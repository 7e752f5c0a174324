/** The items in an order that the seed alone decides, the same on every host (Fisher and Yates, with mulberry32's numbers). */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = mulberry32(seed);
  const drawn = [...items];
  for (let left = drawn.length - 1; left > 0; left--) {
    const at = Math.floor(random() * (left + 1));
    const other = drawn[at] as T;
    drawn[at] = drawn[left] as T;
    drawn[left] = other;
  }
  return drawn;
}

/** Numbers in [0, 1). Seeds of which the lower 32 bits are the same give the same numbers. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
