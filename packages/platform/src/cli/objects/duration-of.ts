import type { Resource } from "@slipway/model";
import { humanDuration } from "#lib/human-duration.ts";

interface Times {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly trainingStartTime?: string;
  readonly trainingEndTime?: string;
  readonly processingStartTime?: string;
  readonly processingEndTime?: string;
  readonly transformStartTime?: string;
  readonly transformEndTime?: string;
}

/** How long a job has run, or ran; empty while it has not begun. */
export function durationOf(object: Resource, now: Date): string {
  const ms = durationMs(object, now);
  return ms === undefined ? "" : humanDuration(ms);
}

export function durationMs({ status }: Resource, now: Date): number | undefined {
  const times = (status ?? {}) as Times;
  const start =
    times.trainingStartTime ?? times.processingStartTime ?? times.transformStartTime ?? times.startTime;
  if (start === undefined) return undefined;
  const end =
    times.trainingEndTime ?? times.processingEndTime ?? times.transformEndTime ?? times.completionTime;
  return (end === undefined ? now.getTime() : Date.parse(end)) - Date.parse(start);
}
