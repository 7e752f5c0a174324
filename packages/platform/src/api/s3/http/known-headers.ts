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
  "x-amz-object-attributes",
  "x-amz-optional-object-attributes",
  "x-amz-request-payer",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-api-version",
  "x-amz-security-token",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-server-side-encryption-context",
  "x-amz-source-expected-bucket-owner",
  "x-amz-tagging",
  "x-amz-trailer",
  "x-amz-user-agent",
]);

/** Headers served for these values alone: what is so here without being asked for, or makes no difference to who reads and writes. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  "x-amz-acl": ["private", "bucket-owner-full-control"],
  "x-amz-storage-class": [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
  ],
  "x-amz-server-side-encryption": ["AES256", "aws:kms", "aws:kms:dsse"],
  "x-amz-tagging-directive": ["COPY", "REPLACE"],
  "x-amz-object-ownership": ["BucketOwnerEnforced"],
  "x-amz-bucket-object-lock-enabled": ["false", "False"],
};

/** Throws SLIP-S3-016, 022 or 023 for a header that asks for something that would not happen; an empty one asks for nothing. */
export function checkKnownHeaders(
  names: Iterable<string>,
  header: (name: string) => string | undefined,
): void {
  for (const name of names) {
    if (!name.startsWith("x-amz-") || SERVED.has(name)) continue;
    if (name.startsWith("x-amz-meta-") || name.startsWith("x-amz-checksum-")) continue;
    const value = header(name) ?? "";
    if (value === "" || (Object.hasOwn(ONLY, name) && ONLY[name]?.includes(value))) continue;
    throw refusal(name, value);
  }
}

/** Storage classes that S3 has, whose objects must be restored before they are read, or that are of other machines. */
const ELSEWHERE = [
  "GLACIER",
  "DEEP_ARCHIVE",
  "OUTPOSTS",
  "SNOW",
  "EXPRESS_ONEZONE",
  "FSX_OPENZFS",
  "FSX_ONTAP",
] as readonly string[];

/** In S3's words where S3 refuses it as well. */
function refusal(name: string, value: string): SlipwayError {
  if (name === "x-amz-acl" || name.startsWith("x-amz-grant-"))
    return new SlipwayError("SLIP-S3-022", "The bucket does not allow ACLs");
  if (name === "x-amz-storage-class" && !ELSEWHERE.includes(value))
    return new SlipwayError("SLIP-S3-023", "The storage class you specified is not valid");
  return new SlipwayError(
    "SLIP-S3-016",
    `The header ${name} with the value ${JSON.stringify(value.slice(0, 100))} asks for a feature that is not there.`,
  );
}
