import { canonicalJson } from "@slipway/model/canonical-json.ts";
import type { MetricPoint, PointMark, PointPage } from "../../ledger.ts";

/** What a stored metric point costs with its indexes. */
export const POINT_BYTES = 96;
/** Points that one step of a series reads; those of one instant are read together however many they are. */
export const SERIES_STEP_POINTS = 20_000;

/** Series whose newest points are told at once. */
export const MOST_NEWEST = 1_000;

/** Labels as they are stored: the same text for equal ones, "" for none. */
export function labelsText(labels: MetricPoint["labels"]): string {
  return labels === undefined || Object.keys(labels).length === 0 ? "" : canonicalJson(labels);
}

/** A point as it is stored; a value of null is NaN, which SQLite does not know. */
export interface PointRow {
  readonly name: string;
  readonly value: number | null;
  readonly at: number;
  readonly step: number | null;
  readonly labels: string;
  /** Of a point that stands for several measurements. */
  readonly count?: number | null;
  readonly sum?: number | null;
  readonly min?: number | null;
  readonly max?: number | null;
}

/** A point with its place among all that are stored. */
export interface PlacedRow extends PointRow {
  readonly id: number;
}

/** What a page's rows stand behind: an instant, and a place in it. */
export function behind(after: PointMark | undefined): readonly [at: number, id: number] {
  if (after === undefined) return [Number.MIN_SAFE_INTEGER, 0];
  return [after.at.getTime(), after.place ?? Number.MAX_SAFE_INTEGER];
}

/** A full page has a next one, which may be empty. */
export function pageOf(rows: readonly PlacedRow[], limit: number): PointPage {
  const points = rows.map(pointOf);
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return { points };
  return { points, next: { at: new Date(last.at), place: last.id } };
}

export function pointOf({ name, value, at, step, labels, ...row }: PointRow): MetricPoint {
  const several = severalOf(row);
  return {
    name,
    value: value ?? Number.NaN,
    at: new Date(at),
    ...(several === undefined ? {} : { several }),
    ...(step === null ? {} : { step }),
    ...(labels === "" ? {} : { labels: JSON.parse(labels) as Readonly<Record<string, string>> }),
  };
}

function severalOf({ count, sum, min, max }: Partial<PointRow>): MetricPoint["several"] {
  if (typeof count !== "number" || typeof sum !== "number") return undefined;
  return { count, sum, min: min ?? Number.NaN, max: max ?? Number.NaN };
}
