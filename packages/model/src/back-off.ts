export interface BackOff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** Milliseconds to the next try, doubling with each one before. */
export function backOff(tries: number, { baseMs, capMs }: BackOff): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(tries, 30));
}

/** Half to all of it, so that many who failed together do not come back together. */
export function spread(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
