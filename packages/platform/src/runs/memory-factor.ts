import { retriesOf } from "@slipway/model/kinds/retries.ts";
import { type Running, recordOf } from "./run-record.ts";

/** How many times the usual memory a try gets: more after each that ran out of it. Undefined for the usual. */
export function memoryFactor(object: Running): number | undefined {
  const { memoryGrowth } = retriesOf(object.metadata.annotations);
  const times = recordOf(object).retries?.["out-of-memory"] ?? 0;
  return times === 0 || memoryGrowth === 1 ? undefined : memoryGrowth ** times;
}
