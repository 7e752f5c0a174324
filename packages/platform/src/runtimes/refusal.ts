import { type ErrorCode, isSlipwayError, type SlipwayError } from "@slipway/model";

/** What a runtime says no with for good: nothing was begun, and no try mends it before the object or the home changes. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "SLIP-RUN-011",
  "SLIP-SAGEMAKER-001",
  "SLIP-SAGEMAKER-002",
  "SLIP-SAGEMAKER-003",
  "SLIP-SAGEMAKER-004",
  "SLIP-SAGEMAKER-005",
  "SLIP-SAGEMAKER-009",
]);

export function isRefusal(error: unknown): error is SlipwayError {
  return isSlipwayError(error) && REFUSALS.has(error.code);
}

/** What the object names or needs is not there yet; another object makes it so, and then this one goes on. */
const AWAITED: ReadonlySet<ErrorCode> = new Set(["SLIP-SAGEMAKER-007", "SLIP-RUN-012", "SLIP-RUN-013"]);

export function isAwaited(error: unknown): error is SlipwayError {
  return isSlipwayError(error) && AWAITED.has(error.code);
}
