import { SlipwayError } from "@slipway/model";

/** The command line is wrong: exit code 2. */
export function usageError(message: string, cause?: unknown): SlipwayError {
  return new SlipwayError("SLIP-CLI-001", message, cause === undefined ? {} : { cause });
}
