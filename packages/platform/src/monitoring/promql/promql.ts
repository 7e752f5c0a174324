/** A series that a query has answered with. */
export interface PromQLSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** By the seconds since 1970 of the looks at which it was there. */
  readonly values: ReadonlyMap<number, string>;
}

/** Looks at a query at equal distances, in seconds since 1970. */
export interface PromQLRange {
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Nothing is known of a query's answer: nobody is named that could tell, or who is does not answer or refuses it. The message is for users. */
export class PromQLFailure extends Error {
  override readonly name = "PromQLFailure";
}

/** Asks the home's Prometheus. */
export interface PromQL {
  /** What a query of type vector answered at each look; throws PromQLFailure. */
  range(asked: PromQLRange, signal: AbortSignal): Promise<readonly PromQLSeries[]>;
}
