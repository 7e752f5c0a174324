import type { RunRecord } from "@slipway/model";

/** What the machinery told in SageMaker's words itself is not told again in ours. */
export function withoutReported<S extends object>({ reported = [] }: RunRecord, status: S): S {
  return Object.fromEntries(Object.entries(status).filter(([field]) => !reported.includes(field))) as S;
}
