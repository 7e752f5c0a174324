import type { BatchProgress } from "@slipway/model/batch/batch-progress.ts";
import { humanDuration } from "#lib/human-duration.ts";

const CELLS = 20;

/** What several hosts say together: the slowest one's clock, since they began at once. */
export function together(hosts: readonly BatchProgress[]): BatchProgress | undefined {
  if (hosts.length === 0) return undefined;
  const sum = (of: (host: BatchProgress) => number): number => hosts.reduce((all, host) => all + of(host), 0);
  return {
    objects: {
      done: sum(({ objects }) => objects.done),
      failed: sum(({ objects }) => objects.failed),
      passedOver: sum(({ objects }) => objects.passedOver),
      of: sum(({ objects }) => objects.of),
    },
    records: sum(({ records }) => records),
    bytes: { done: sum(({ bytes }) => bytes.done), of: sum(({ bytes }) => bytes.of) },
    seconds: Math.max(...hosts.map(({ seconds }) => seconds)),
  };
}

/** How much of the work is done, from 0 to 1: by bytes, or by objects where those tell no sizes. */
function shareOf({ bytes, objects }: BatchProgress): number {
  const [done, of] =
    bytes.of > 0 ? [bytes.done, bytes.of] : [objects.done + objects.failed + objects.passedOver, objects.of];
  return of === 0 ? 0 : Math.min(1, done / of);
}

/** A bar, what it stands for, how fast it goes and how long it will take: in one line of eighty columns. */
export function progressLine(progress: BatchProgress): string {
  const { objects, records, seconds } = progress;
  const share = shareOf(progress);
  const filled = Math.round(share * CELLS);
  const bar = `${"█".repeat(filled)}${"░".repeat(CELLS - filled)}`;
  const rate = seconds > 0 && records > 0 ? [`${grouped(Math.round(records / seconds))}/s`] : [];
  const left =
    share > 0 && share < 1 && seconds >= 1
      ? [`${humanDuration((1_000 * seconds * (1 - share)) / share)} left`]
      : [];
  const of = objects.of > 1 ? [`${objects.done + objects.passedOver} of ${objects.of}`] : [];
  const failed = objects.failed > 0 ? [`${objects.failed} failed`] : [];
  return [
    `${bar} ${String(Math.floor(share * 100)).padStart(3)}%`,
    `${grouped(records)} ${records === 1 ? "row" : "rows"}`,
    ...rate,
    ...of,
    ...failed,
    ...left,
  ].join("  ");
}

export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
