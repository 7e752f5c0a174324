import { type ErrorCode, SlipwayError } from "@slipway/model";
import { parseS3Uri } from "#lib/s3-uri.ts";

/** The bucket and the key that an `s3://` URI names; the key may be empty. Throws the code where it is none. */
export function placeOf(
  uri: string,
  { code, expected }: { readonly code: ErrorCode; readonly expected: string },
): { readonly bucket: string; readonly key: string } {
  const place = parseS3Uri(uri);
  if (place !== undefined) return place;
  throw new SlipwayError(code, `${JSON.stringify(uri)} is not ${expected}.`);
}
