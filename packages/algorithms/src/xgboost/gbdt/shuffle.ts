import type { MersenneTwister } from "./mersenne-twister.ts";

/** Orders the items at random, in place, as the GNU library's `std::shuffle` does: two swaps a draw while they fit. */
export function shuffle(items: Uint32Array, random: MersenneTwister): void {
  const { length } = items;
  if (length === 0) return;
  if (length > 65535) {
    for (let index = 1; index < length; index++) swap(items, index, random.below(index + 1));
    return;
  }
  let index = 1;
  if (length % 2 === 0) swap(items, index++, random.below(2));
  for (; index < length; index += 2) {
    const drawn = random.below((index + 1) * (index + 2));
    swap(items, index, Math.floor(drawn / (index + 2)));
    swap(items, index + 1, drawn % (index + 2));
  }
}

function swap(items: Uint32Array, one: number, other: number): void {
  const kept = items[one] as number;
  items[one] = items[other] as number;
  items[other] = kept;
}
