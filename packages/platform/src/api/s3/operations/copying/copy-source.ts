import { defined } from "@slipway/model";
import { invalidArgument } from "../../refined.ts";
import { checkedVersion } from "../versions/asked-version.ts";

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

/** Reads `x-amz-copy-source: /bucket/key?versionId=ID`, percent-encoded. Throws SLIP-S3-017. */
export function copySource(header: string | undefined): CopySource {
  const [, text = "", id] = /^(.*?)(?:\?versionId=([^?]*))?$/s.exec(header ?? "") ?? [];
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decode(text));
  if (match?.[1] === undefined || match[2] === undefined) throw invalid("expected BUCKET/KEY");
  return { bucket: match[1], key: match[2], ...defined({ version: checkedVersion(id) }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid("it is not percent-encoded UTF-8");
  }
}

const invalid = (why: string): Error =>
  invalidArgument(`Copy Source must mention the source bucket and key: sourcebucket/sourcekey (${why})`);
