import { defined, SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ArtifactProperties } from "#artifacts/artifacts.ts";

/** Standard headers that an object keeps. */
const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;
const META = "x-amz-meta-";
const MAX_METADATA_BYTES = 2048;

/** What a write says of its object. Throws SLIP-S3-017 for more than 2 KB of metadata. */
export function propertiesOf(call: {
  header(name: string): string | undefined;
  headerNames(): Iterable<string>;
}): ArtifactProperties {
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = name === "content-encoding" ? withoutChunked(call.header(name)) : call.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const metadata: Record<string, string> = {};
  for (const name of call.headerNames()) {
    if (name.startsWith(META)) metadata[name.slice(META.length)] = call.header(name) ?? "";
  }
  const bytes = Buffer.byteLength(Object.entries(metadata).flat().join(""));
  if (bytes > MAX_METADATA_BYTES) {
    throw new SlipwayError(
      "SLIP-S3-017",
      `The metadata has ${bytes} bytes; at most ${MAX_METADATA_BYTES} are allowed.`,
    );
  }
  const contentType = call.header("content-type");
  return {
    ...defined({ contentType }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    metadata,
  };
}

/** The headers of an answer that tells of an object. */
export function headersOf(info: ArtifactInfo): Record<string, string> {
  const metadata = Object.entries(info.metadata).map(([name, value]) => [META + name, value]);
  return {
    ...Object.fromEntries(metadata),
    ...info.headers,
    etag: `"${info.etag}"`,
    "last-modified": info.lastModified.toUTCString(),
    "content-type": info.contentType ?? "binary/octet-stream",
    "accept-ranges": "bytes",
  };
}

/** aws-chunked is how the body came, not what it is. */
function withoutChunked(encoding: string | undefined): string | undefined {
  const left = (encoding ?? "").split(",").map((part) => part.trim());
  const kept = left.filter((part) => part !== "" && part.toLowerCase() !== "aws-chunked");
  return kept.length === 0 ? undefined : kept.join(",");
}
