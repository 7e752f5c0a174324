import { isSlipwayError, type SlipwayError } from "@slipway/model";

/** A runtime said no for good: nothing was begun, and no try mends it before the object or the home changes. */
export function isRefusal(error: unknown): error is SlipwayError {
  return isSlipwayError(error) && error.entry.verdict === "refused";
}

/** What the object names or needs is not there yet; another object makes it so, and then this one goes on. */
export function isAwaited(error: unknown): error is SlipwayError {
  return isSlipwayError(error) && error.entry.verdict === "awaited";
}
