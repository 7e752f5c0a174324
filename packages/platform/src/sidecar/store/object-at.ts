import { SlipwayError } from "@slipway/model";
import { placeOf } from "../place-of.ts";

/** What the `s3://` URIs of a plan's outputs are held against. */
export const OUTPUT = { code: "SLIP-SIDECAR-005", expected: "an S3 URI, s3://BUCKET/KEY" } as const;

/** The object of an `s3://` URI; SLIP-SIDECAR-005 for what names none. */
export function objectAt(uri: string): { readonly bucket: string; readonly key: string } {
  const place = placeOf(uri, OUTPUT);
  if (place.key !== "") return place;
  throw new SlipwayError("SLIP-SIDECAR-005", `${JSON.stringify(uri)} is not the S3 URI of an object.`);
}
