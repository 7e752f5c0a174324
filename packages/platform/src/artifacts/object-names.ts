import { SlipwayError } from "@slipway/model";

const BUCKET = /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const MAX_KEY_BYTES = 1024;

/** Throws SLIP-S3-003 unless it is a name that S3 allows. */
export function checkBucketName(bucket: string): void {
  if (BUCKET.test(bucket) && !ADDRESS.test(bucket)) return;
  throw new SlipwayError(
    "SLIP-S3-003",
    `The bucket name ${JSON.stringify(bucket.slice(0, 100))} is not valid: 3 to 63 lower-case letters, digits, dots and hyphens were expected.`,
  );
}

/** Throws SLIP-S3-004 unless it is a key that S3 allows; `..`, `//` and a leading slash are allowed. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes >= 1 && bytes <= MAX_KEY_BYTES && Buffer.from(key).toString() === key) return;
  const got =
    bytes === 0 ? "an empty one" : bytes > MAX_KEY_BYTES ? `${bytes} bytes` : "text that is not Unicode";
  throw new SlipwayError("SLIP-S3-004", `A key must have 1 to ${MAX_KEY_BYTES} bytes of UTF-8, got ${got}.`);
}

/** Whether S3 allows the key. */
export function isKey(key: string): boolean {
  try {
    checkKey(key);
    return true;
  } catch {
    return false;
  }
}
