import { type ErrorCode, SlipwayError } from "@slipway/model";

/** An error of the catalogue for which S3 has a code of its own in this case. */
export const refined = (code: ErrorCode, aws: string, message: string): SlipwayError =>
  new SlipwayError(code, message, { details: { causes: [{ reason: aws, message }] } });

/** Entries that stand for several of S3's codes. */
const SEVERAL: readonly ErrorCode[] = ["SLIP-S3-016", "SLIP-S3-017", "SLIP-S3-030", "SLIP-S3-031"];

/** S3's code of a refined error. */
export const refinementOf = ({ code, details }: SlipwayError): string | undefined =>
  SEVERAL.includes(code) ? details.causes?.[0]?.reason : undefined;

/** The operation, or the part of one, by its name in S3's API. */
export const notImplemented = (what: string): SlipwayError =>
  new SlipwayError("SLIP-S3-016", `${what} is not implemented here; docs/s3.md says why.`);

export const malformedXml = (why = "a required element is missing or has another value"): SlipwayError =>
  new SlipwayError(
    "SLIP-S3-024",
    `The XML you provided was not well-formed or did not validate against our published schema: ${why}.`,
  );

export const malformedPost = (message: string): SlipwayError =>
  refined("SLIP-S3-031", "MalformedPOSTRequest", message);

export const invalidArgument = (message: string): SlipwayError => new SlipwayError("SLIP-S3-017", message);
export const invalidRequest = (message: string): SlipwayError => new SlipwayError("SLIP-S3-031", message);
