import type { RetentionBounds } from "../operations.ts";
import { OPEN_TAIL_LINES } from "./lines/drop-plan.ts";
import { POINT_BYTES } from "./points/point-row.ts";

/** The stream with the oldest line of those that may lose one. */
export interface OldestStream {
  readonly id: number;
  readonly length: number;
  readonly kept_from: number;
  readonly loose_from: number;
  readonly oldest_at: number;
  /** SQLite has numbers for it. */
  readonly closed: boolean | number;
}

export interface OldestPoint {
  readonly id: number;
  readonly at: number;
}

/** So few points a step that what waits behind it does not notice. */
export const STEP_POINTS = 500;

/** Which of the oldest goes first; undefined where neither has to go. */
export function oldestOf(
  { stream, point }: { readonly stream: OldestStream | undefined; readonly point: OldestPoint | undefined },
  { excess, cutoff }: { readonly excess: number } & Pick<RetentionBounds, "cutoff">,
): { readonly lines: OldestStream } | "points" | undefined {
  const linesFirst = stream !== undefined && (point === undefined || stream.oldest_at <= point.at);
  const oldest = linesFirst ? stream.oldest_at : point?.at;
  if (oldest === undefined || (excess <= 0 && oldest >= cutoff)) return undefined;
  return linesFirst ? { lines: stream } : "points";
}

/** How many of its lines a stream may lose: an open one keeps its tail. */
export function linesToLose({ closed, length, kept_from: keptFrom }: OldestStream): number {
  return closed ? length : length - keptFrom - OPEN_TAIL_LINES;
}

/** Those of the oldest points that go, in their order. */
export function pointsToDrop(
  oldest: readonly OldestPoint[],
  { excess, cutoff }: { readonly excess: number } & Pick<RetentionBounds, "cutoff">,
): readonly OldestPoint[] {
  const kept = oldest.findIndex(({ at }, before) => before * POINT_BYTES >= excess && at >= cutoff);
  return kept < 0 ? oldest : oldest.slice(0, kept);
}
