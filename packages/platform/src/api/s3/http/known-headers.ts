import { SlipwayError } from "@slipway/model";
import { invalidArgument, notImplemented } from "../refined.ts";

/**
 * Headers that would change what a request does, and are served for these values alone; an empty list refuses any. S3 passes over an
 * `x-amz-` header that it does not know, and so does this door.
 */
const ONLY: Readonly<Record<string, readonly string[]>> = {
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
  "x-amz-object-ownership": ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
  "x-amz-bucket-object-lock-enabled": ["false", "False"],
  "x-amz-object-lock-mode": [],
  "x-amz-object-lock-retain-until-date": [],
  "x-amz-object-lock-legal-hold": ["OFF"],
  "x-amz-write-offset-bytes": [],
  "x-amz-rename-source": [],
  "x-amz-mfa": [],
  "x-amz-if-match-last-modified-time": [],
  "x-amz-if-match-size": [],
  "x-amz-object-if-match": [],
};
const PREFIXES = [
  "x-amz-server-side-encryption-customer-",
  "x-amz-copy-source-server-side-encryption-customer-",
] as const;
/** Lists that say what is so anyway: everything is the owner's. */
const OWNER_ONLY = ["private", "bucket-owner-full-control", "bucket-owner-read"];

/** Throws SLIP-S3-016, 017, 022 or 023 for a header that asks for something that would not happen; an empty one asks for nothing. */
export function checkKnownHeaders(
  names: Iterable<string>,
  header: (name: string) => string | undefined,
): void {
  for (const name of names) {
    if (!name.startsWith("x-amz-")) continue;
    const value = header(name) ?? "";
    if (value !== "") check(name, value);
  }
}

function check(name: string, value: string): void {
  if ((name === "x-amz-acl" && !OWNER_ONLY.includes(value)) || name.startsWith("x-amz-grant-"))
    throw new SlipwayError("SLIP-S3-022", "The bucket does not allow ACLs");
  const isRefused = PREFIXES.some((prefix) => name.startsWith(prefix));
  const served = Object.hasOwn(ONLY, name) ? ONLY[name] : undefined;
  if (!isRefused && (served === undefined || served.includes(value))) return;
  throw refusal(name, value);
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
  if (name === "x-amz-storage-class" && !ELSEWHERE.includes(value))
    return new SlipwayError("SLIP-S3-023", "The storage class you specified is not valid");
  if (name === "x-amz-server-side-encryption")
    return invalidArgument("The encryption method specified is not supported");
  if (name === "x-amz-tagging-directive") return invalidArgument("Unknown tagging directive.");
  return notImplemented(`The header ${name}: ${JSON.stringify(value.slice(0, 100))}`);
}
