import { SlipwayError } from "@slipway/model";

/** What stands against using the folder, in the catalogue's words. */
export function unusable(root: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new SlipwayError("SLIP-STATE-004", `the state folder ${root} cannot be used: ${why}`, {
    cause: error,
  });
}

/** Whether the operating system, or the database that asked it, refused something. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && (("code" in error && /^E/.test(String(error.code))) || "errcode" in error);
}
