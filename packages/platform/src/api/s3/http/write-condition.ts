import { SlipwayError } from "@slipway/model";
import type { WriteCondition } from "#artifacts/object-store.ts";
import { bareETag } from "./conditions.ts";

/** The condition S3 knows of a write: that nothing is there, or exactly that version. Throws SLIP-S3-016. */
export function writeCondition(header: (name: string) => string | undefined): WriteCondition {
  const match = header("if-match");
  const none = header("if-none-match");
  if (none !== undefined && none.trim() !== "*") {
    throw new SlipwayError("SLIP-S3-016", "If-None-Match on a write can only be *.");
  }
  if (match !== undefined && none !== undefined) {
    throw new SlipwayError("SLIP-S3-016", "A write has If-Match or If-None-Match, not both.");
  }
  return {
    ...(match === undefined ? {} : { ifMatch: bareETag(match) }),
    ...(none === undefined ? {} : { ifAbsent: true }),
  };
}
