import { SlipwayError } from "@slipway/model";

/** x-amz headers that are served, or that ask for nothing. */
const SERVED = new Set([
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-copy-source-range",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-metadata-directive",
  "x-amz-mp-object-size",
  "x-amz-request-payer",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-source-expected-bucket-owner",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

/** Headers served for these values alone: what is so here without being asked for. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "x-amz-acl": ["private", "bucket-owner-full-control"],
  "x-amz-storage-class": ["STANDARD"],
  "x-amz-tagging-directive": ["COPY"],
  "x-amz-object-ownership": ["BucketOwnerEnforced"],
  "x-amz-bucket-object-lock-enabled": ["false", "False"],
};

/** Throws SLIP-S3-016 for a header that asks for something that would not happen. */
export function checkKnownHeaders(
  names: Iterable<string>,
  header: (name: string) => string | undefined,
): void {
  for (const name of names) {
    if (!name.startsWith("x-amz-") || SERVED.has(name)) continue;
    if (name.startsWith("x-amz-meta-") || name.startsWith("x-amz-checksum-")) continue;
    const value = header(name) ?? "";
    if (Object.hasOwn(ONLY, name) && ONLY[name]?.includes(value)) continue;
    throw new SlipwayError(
      "SLIP-S3-016",
      `The header ${name} with the value ${JSON.stringify(value.slice(0, 100))} asks for a feature that is not there.`,
    );
  }
}
