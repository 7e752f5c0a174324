import { AwsError } from "../aws-error.ts";

/** Where the next page begins, as a token that says nothing to clients. */
export function pageToken(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Throws SLIP-AWS-003 for a text that no operation gave; what members it has is for the caller to look at. */
export function readPageToken(token: string): Readonly<Record<string, unknown>> {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof place === "object" && place !== null) return place as Readonly<Record<string, unknown>>;
  } catch {
    // Said below.
  }
  throw badToken();
}

/** In SageMaker's own words, which have a place for a reason and leave it unfilled. */
export function badToken(): AwsError {
  return new AwsError("SLIP-AWS-003", 'Invalid pagination token because "{0}".');
}
