/** What an `s3://` URI names. */
interface S3Uri {
  readonly bucket: string;
  /** Without a leading slash; may be empty. */
  readonly key: string;
}

const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** `s3://bucket/key`; undefined when it is not one. The key may be empty. */
export function parseS3Uri(uri: string): S3Uri | undefined {
  const match = S3_URI.exec(uri);
  return match?.[1] === undefined ? undefined : { bucket: match[1], key: match[2] ?? "" };
}

/** Joins path parts onto an `s3://` URI with single slashes between them. */
export function joinS3Uri(base: string, ...parts: readonly string[]): string {
  return [base.replace(/\/+$/, ""), ...parts.map((part) => part.replace(/^\/+|\/+$/g, ""))].join("/");
}

/** A key below a prefix, with one slash between them; an empty prefix is the bucket's root. */
export function joinKey(prefix: string, name: string): string {
  return prefix === "" || prefix.endsWith("/") ? `${prefix}${name}` : `${prefix}/${name}`;
}
