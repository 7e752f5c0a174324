import { SlipwayError } from "@slipway/model";

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
}

/** Reads `x-amz-copy-source: /bucket/key`, percent-encoded. Throws SLIP-S3-016 and 017. */
export function copySource(header: string | undefined): CopySource {
  const text = header ?? "";
  const mark = text.indexOf("?");
  if (mark >= 0)
    throw new SlipwayError("SLIP-S3-016", "x-amz-copy-source with a version is not implemented here.");
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decode(text));
  if (match?.[1] === undefined || match[2] === undefined) throw invalid("expected BUCKET/KEY");
  return { bucket: match[1], key: match[2] };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid("it is not percent-encoded UTF-8");
  }
}

const invalid = (why: string): SlipwayError =>
  new SlipwayError("SLIP-S3-017", `x-amz-copy-source is not valid: ${why}.`);
