/** A measurement of what scales, one value a period. */
export interface Signal {
  /** Seconds of one period. */
  readonly periodSeconds: number;
  /** The newest period last; null, or a number that is not finite, where nothing was measured. */
  readonly values: readonly (number | null)[];
}

/** Signals by the names that policies know them by. */
export type Signals = Readonly<Record<string, Signal>>;

/** The newest `count` values, oldest first, as many as there are; undefined for what was not measured. */
export function newestValues(signal: Signal | undefined, count: number): readonly (number | undefined)[] {
  const values = signal?.values ?? [];
  return values.slice(Math.max(0, values.length - count)).map(measured);
}

/** The value of the newest period; undefined where it has none. */
export const newestValue = (signal: Signal | undefined): number | undefined =>
  measured(signal?.values.at(-1));

const measured = (value: number | null | undefined): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
