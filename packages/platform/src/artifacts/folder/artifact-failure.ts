import { SlipwayError } from "@slipway/model";
import { sqliteFailure } from "#lib/sqlite.ts";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Says a full disk and a damaged folder in the catalogue's words; every other error stays what it is. */
export function artifactFailure(error: unknown, file = "index.sqlite"): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const sqlite = sqliteFailure(error);
  if (FULL.has(code) || sqlite === "full") {
    return noSpace(error);
  }
  if (sqlite === "corrupt" || sqlite === "unreachable") {
    const how = sqlite === "corrupt" ? "is damaged" : "cannot be read or written";
    return new SlipwayError(
      "SLIP-S3-020",
      `The index of the artifacts folder ${how}: ${file}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return error;
}

export function noSpace(cause?: unknown): SlipwayError {
  return new SlipwayError(
    "SLIP-S3-015",
    "The object was not stored: no space is left where artifacts are kept.",
    { cause },
  );
}
