import type { ErrorCode } from "@slipway/model";
import { AwsError } from "../aws-error.ts";

/** More levels than any request of AWS's has, and what one request may cost. */
export const LIMITS = { depth: 100, values: 15_000, bytes: 6 * 1024 * 1024 };

/** A body that cannot be read as the operation's input. */
export const unreadable = (message: string, code: ErrorCode = "SLIP-API-008"): AwsError =>
  new AwsError(code, message, { type: "SerializationException", status: 400 });

/** Refuses what breaks a bound. */
export function refuseBreach(breach: { readonly of: keyof typeof LIMITS; readonly most: number }): AwsError {
  return breach.of === "depth"
    ? unreadable(`The body nests more than ${breach.most} levels deep`)
    : new AwsError("SLIP-API-012", `The body has more than ${breach.most} ${breach.of}.`);
}
