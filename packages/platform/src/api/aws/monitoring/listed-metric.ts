import type { MetricId } from "#monitoring/metric.ts";

/** Where a list goes on: which part of it, and behind what there. */
export type ListPlace = readonly string[];

export interface ListedMetric {
  readonly metric: MetricId;
  /** When it was last measured, in milliseconds since 1970. */
  readonly newest: number;
  /** The list from here on begins with the next metric; it may tell some of the same object again. */
  readonly place: ListPlace;
}

/** What is listed: one namespace of CloudWatch's where it is named, from a place on. */
export interface ListAsked {
  readonly namespace?: string;
  readonly after?: ListPlace;
}

/** Read from the ledger or the cache at once. */
export const LIST_PAGE = 200;
