import {
  BATCH_DEFAULTS,
  type BatchPlan,
  type BatchStrategy,
  MOST_MEBIBYTES,
} from "@slipway/model/batch/batch-plan.ts";
import type { ExecutionParameters } from "./model-server.ts";

export interface BatchSettings {
  readonly strategy: BatchStrategy;
  /** Requests at once, at least 1. */
  readonly width: number;
  /** Bytes of a request; undefined: each object in one request of any length. */
  readonly longest: number | undefined;
}

/** Below so many, whatever a server says of itself. */
const MOST_AT_ONCE = 256;

/**
 * The job's own word goes before the server's, and that before SageMaker's default; 0 requests at once are no word. All that is under
 * way together stays within SageMaker's 100 MB.
 */
export function batchSettings(
  { strategy, maxConcurrent, maxPayloadMebibytes, split }: BatchPlan,
  said: ExecutionParameters,
): BatchSettings {
  const megabytes = maxPayloadMebibytes ?? said.maxPayloadMebibytes ?? BATCH_DEFAULTS.maxPayloadMebibytes;
  const capped = Math.min(megabytes, MOST_MEBIBYTES);
  const asked = maxConcurrent || said.maxConcurrent || BATCH_DEFAULTS.maxConcurrent;
  const width = megabytes === 0 ? asked : Math.min(asked, Math.floor(MOST_MEBIBYTES / capped));
  return {
    strategy: split === "None" ? "SingleRecord" : (strategy ?? said.strategy ?? BATCH_DEFAULTS.strategy),
    width: Math.min(Math.max(1, width), MOST_AT_ONCE),
    longest: megabytes === 0 ? undefined : capped * 2 ** 20,
  };
}
