import type { ErrorCode } from "@slipway/model";
import type { StepCondition } from "#reconcile/in-steps.ts";

/** Of an ACK.Terminal condition: the object cannot work here as it stands, and nothing was started for it. */
export const REFUSED = "Refused";

/** An ACK.Terminal condition that carries an error's code, as every door shows it. */
export function refused(code: ErrorCode, message: string): StepCondition {
  return { status: "True", reason: REFUSED, message: `${code}: ${message}` };
}
