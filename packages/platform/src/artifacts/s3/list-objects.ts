import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { ArtifactPage, ListWhere } from "../artifacts.ts";

/** The last character there is: behind a common prefix and it, every key below that prefix is passed. */
const LAST = "\u{10ffff}";

/** One page, gone on with by key: the seam's order is S3's own. */
export async function listObjects(client: S3Client, bucket: string, where: ListWhere): Promise<ArtifactPage> {
  const { prefix, delimiter, after, limit } = where;
  const output = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      MaxKeys: limit,
      // Keys may hold characters that XML cannot.
      EncodingType: "url",
      Prefix: prefix,
      Delimiter: delimiter,
      StartAfter: after === "" ? undefined : after,
    }),
  );
  const items = (output.Contents ?? []).map((item) => ({
    bucket,
    key: decode(item.Key),
    size: item.Size ?? 0,
    etag: (item.ETag ?? "").replaceAll('"', ""),
    lastModified: item.LastModified ?? new Date(0),
    metadata: {},
  }));
  const prefixes = (output.CommonPrefixes ?? []).map((common) => decode(common.Prefix));
  if (output.IsTruncated !== true) return { items, prefixes };
  return { items, prefixes, next: lastOf(items.at(-1)?.key, prefixes.at(-1)) };
}

function lastOf(key: string | undefined, prefix: string | undefined): string {
  if (prefix === undefined) return key ?? "";
  const keyIsLater = key !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(prefix)) > 0;
  return keyIsLater ? key : prefix + LAST;
}

const decode = (text = ""): string => decodeURIComponent(text.replaceAll("+", " "));
