import { SlipwayError } from "@slipway/model";
import type { WriteCondition } from "#artifacts/object-store.ts";
import { bareETag } from "./conditions.ts";

/** The conditions S3 knows of a write: that nothing is there, or exactly that version. */
export function writeCondition(header: (name: string) => string | undefined): WriteCondition {
  const match = header("if-match");
  const none = header("if-none-match");
  if (none !== undefined && none.trim() !== "*") {
    throw new SlipwayError("SLIP-S3-016", "If-None-Match on a write can only be *.");
  }
  return {
    ...(match === undefined ? {} : { ifMatch: bareETag(match) }),
    ...(none === undefined ? {} : { ifAbsent: true }),
  };
}
