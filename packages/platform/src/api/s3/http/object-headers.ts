import { defined, SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ArtifactProperties, Checksum, ObjectChecksum } from "#artifacts/artifacts.ts";
import { tagsOfHeader } from "../tagging/tags.ts";

/** Standard headers that an object keeps. */
const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
  "x-amz-website-redirect-location",
] as const;
/** What S3 keeps of how an object is stored: they are the write's, never those of a copy's source. */
const OF_STORAGE = [
  "x-amz-storage-class",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-bucket-key-enabled",
] as const;
const META = "x-amz-meta-";
const MAX_METADATA_BYTES = 2048;

/** What a write says of its object. Throws SLIP-S3-017 for more than 2 KB of metadata. */
export function propertiesOf(call: {
  header(name: string): string | undefined;
  headerNames(): Iterable<string>;
}): ArtifactProperties {
  const headers: Record<string, string> = storageHeaders(call);
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
      "SLIP-S3-033",
      `The metadata has ${bytes} bytes; at most ${MAX_METADATA_BYTES} are allowed.`,
    );
  }
  const contentType = call.header("content-type");
  return {
    ...defined({ contentType }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    metadata,
    ...defined({ tags: tagsOfHeader(call.header("x-amz-tagging")) }),
  };
}

/** The source's properties, but for how this request wants the copy to be stored. */
export function copiedProperties(
  { contentType, headers = {}, metadata, tags }: ArtifactInfo,
  call: { header(name: string): string | undefined },
): ArtifactProperties {
  const kept = Object.entries(headers).filter(([name]) => !OF_STORAGE.some((one) => one === name));
  return {
    ...defined({ contentType }),
    headers: { ...Object.fromEntries(kept), ...storageHeaders(call) },
    metadata,
    ...defined({ tags }),
  };
}

/** What a write's answer says of how the object is stored. */
export function storageHeaders(call: { header(name: string): string | undefined }): Record<string, string> {
  return Object.fromEntries(
    OF_STORAGE.flatMap((name) => {
      const value = call.header(name) ?? "";
      return value === "" || value === "STANDARD" ? [] : [[name, value]];
    }),
  );
}

/** How the object is encrypted, as its answers tell it. */
export const storedHeaders = ({ headers = {} }: ArtifactInfo): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-amz-server-side-")));

export const storageClassOf = ({ headers = {} }: ArtifactInfo): string =>
  headers["x-amz-storage-class"] ?? "STANDARD";

/** `x-amz-checksum-NAME` and its type; nothing where no checksum is known. */
export function checksumHeaders(
  checksum: (Checksum & Partial<Pick<ObjectChecksum, "type">>) | undefined,
): Record<string, string> {
  if (checksum === undefined) return {};
  const { algorithm, value, type } = checksum;
  return {
    [`x-amz-checksum-${algorithm.toLowerCase()}`]: value,
    ...defined({ "x-amz-checksum-type": type }),
  };
}

/** The object's checksum, where the request asks for it. Throws SLIP-S3-017 for another word than ENABLED. */
export function askedChecksum(
  info: ArtifactInfo,
  call: { header(name: string): string | undefined },
): Record<string, string> {
  const mode = call.header("x-amz-checksum-mode") ?? "";
  if (mode === "") return {};
  if (mode.toUpperCase() === "ENABLED") return checksumHeaders(info.checksum);
  throw new SlipwayError(
    "SLIP-S3-017",
    `x-amz-checksum-mode must be ENABLED, got ${JSON.stringify(mode.slice(0, 40))}.`,
  );
}

/** The headers of an answer that tells of an object. */
export function headersOf(info: ArtifactInfo): Record<string, string> {
  const metadata = Object.entries(info.metadata).map(([name, value]) => [META + name, value]);
  return {
    ...Object.fromEntries(metadata),
    ...info.headers,
    ...(info.version === undefined ? {} : { "x-amz-version-id": info.version }),
    ...(info.tags === undefined ? {} : { "x-amz-tagging-count": String(Object.keys(info.tags).length) }),
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
