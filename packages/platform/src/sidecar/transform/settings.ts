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
  /** Records of a request. */
  readonly mostRecords: number;
  /** Bytes of an answer. */
  readonly longestAnswer: number;
  /** Bytes of a request; undefined: each object in one request of any length. */
  readonly longest: number | undefined;
}

/** Below so many, whatever a server says of itself. */
const MOST_AT_ONCE = 100;
/** Of all requests under way together: each record takes some hundred bytes beside its own. */
const MOST_RECORDS = 200_000;
/** Of all answers that may be held together, some of which wait for their turn to be stored. */
const MOST_ANSWERED = 2 * MOST_MEBIBYTES * 2 ** 20;

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
  const bounded = Math.min(Math.max(1, width), MOST_AT_ONCE);
  return {
    strategy: split === "None" ? "SingleRecord" : (strategy ?? said.strategy ?? BATCH_DEFAULTS.strategy),
    width: bounded,
    mostRecords: Math.ceil(MOST_RECORDS / bounded),
    longestAnswer: Math.floor(MOST_ANSWERED / (2 * bounded)),
    longest: megabytes === 0 ? undefined : capped * 2 ** 20,
  };
}
