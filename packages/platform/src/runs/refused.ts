import type { Condition, ErrorCode } from "@slipway/model";

/** An ACK.Terminal condition that carries an error's code, as every door shows it. */
export function refused(code: ErrorCode, message: string): Pick<Condition, "status" | "reason" | "message"> {
  return { status: "True", reason: "Refused", message: `${code}: ${message}` };
}
