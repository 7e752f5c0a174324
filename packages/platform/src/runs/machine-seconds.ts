import type { RunRecord } from "@slipway/model";
import { startOf } from "./run-record.ts";

/** A third of 21 seconds is 7, and not the eighth that a fraction of binary digits would begin. */
const DIGITS = 6;

/** What of the time on a machine is billed, each begun second whole. */
export const billedSeconds = ({ billedShare = 1 }: RunRecord, seconds: number): number =>
  Math.ceil(Number((seconds * billedShare).toFixed(DIGITS)));

/** The time on a machine of all tries, each begun second whole; undefined where there was none. */
export function machineSeconds(record: RunRecord, ended: string): number | undefined {
  const { spentSeconds = 0 } = record;
  const started = startOf(record);
  if (started === undefined) return spentSeconds > 0 ? Math.ceil(spentSeconds) : undefined;
  return Math.max(1, Math.ceil(spentSeconds + (Date.parse(ended) - Date.parse(started)) / 1_000));
}
