import { isSlipwayError } from "@slipway/model";

/** An error as conditions and events tell it: with its code, so that people can look it up. */
export function messageOf(error: unknown): string {
  if (isSlipwayError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
