/** Next uniform number in [0, 1). */
export type Random = () => number;

/**
 * A stream of uniform numbers that depends on the keys alone (Mulberry32 over hashed keys), so that a tree's draws
 * do not depend on the order in which its nodes are grown.
 */
export function randomStream(...keys: readonly number[]): Random {
  let state = keys.reduce((hash, key) => mix(Math.imul(hash ^ (key | 0), 0x9e3779b1)), 0x2545f491);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
