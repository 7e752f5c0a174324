import { type RunRecord, rfc3339 } from "@slipway/model";
import { billedSeconds, machineSeconds } from "./machine-seconds.ts";
import { isOver, startOf } from "./run-record.ts";

/** When a run began to use its machine, when it ended, and when it was last heard of, as RFC 3339 to the second. */
export interface RunTimes {
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly last: string | undefined;
  /** On a machine, all tries together; undefined before the end. */
  readonly seconds: number | undefined;
  /** Those of them that are billed. */
  readonly billed: number | undefined;
}

export function runTimes(record: RunRecord): RunTimes {
  const started = record.firstStart ?? startOf(record);
  const ended = record.phase === undefined || !isOver(record) ? undefined : record.entered?.[record.phase];
  const last = [
    ...Object.values(record.entered ?? {}),
    ...(record.stop === undefined ? [] : [record.stop.at]),
  ]
    .sort()
    .at(-1);
  const seconds = ended === undefined ? undefined : machineSeconds(record, ended);
  return {
    start: stamp(started),
    end: stamp(ended),
    last: stamp(last),
    seconds,
    billed: seconds === undefined ? undefined : billedSeconds(record, seconds),
  };
}

const stamp = (at: string | undefined): string | undefined =>
  at === undefined ? undefined : rfc3339(new Date(at));
