import type { OpenObject } from "#artifacts/object-store.ts";
import { type ByteRange, byteRange } from "../../http/byte-range.ts";
import { bareETag } from "../../http/conditions.ts";
import { askedChecksum, checksumHeaders } from "../../http/object-headers.ts";
import { invalidArgument, invalidRequest, refined } from "../../refined.ts";
import type { S3Call } from "../../s3-call.ts";

/** What of an object is asked for, and what the answer says of it. */
export interface AskedRange {
  /** Absent: the whole. */
  readonly range?: ByteRange;
  readonly headers: Readonly<Record<string, string | number>>;
}

/** By `Range`, `If-Range` and `partNumber`. Throws SLIP-S3-013, 017 and 031. */
export function askedRange(call: S3Call, object: OpenObject): AskedRange {
  const { info } = object;
  const number = partAsked(call);
  if (number !== undefined) return ofPart(call, object, number);
  const range = byteRange(rangeHeader(call, info.etag), info.size);
  if (range === undefined) return { headers: { ...askedChecksum(info, call), "content-length": info.size } };
  return { range, headers: rangeHeaders(range, info.size) };
}

function partAsked({ query, header }: S3Call): number | undefined {
  const text = query("partNumber");
  if (text === undefined) return undefined;
  if (header("range") !== undefined)
    throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
}

function ofPart(call: S3Call, { info, parts }: OpenObject, number: number): AskedRange {
  const part = parts[number - 1];
  if (part === undefined)
    throw refined("SLIP-S3-017", "InvalidPartNumber", "The requested partnumber is not satisfiable");
  const inParts = /-\d+$/.test(info.etag);
  const counted = inParts ? { "x-amz-mp-parts-count": parts.length } : {};
  const sum = inParts
    ? call.header("x-amz-checksum-mode") === undefined
      ? {}
      : checksumHeaders(part.checksum)
    : askedChecksum(info, call);
  if (part.size === 0) return { headers: { ...counted, ...sum, "content-length": 0 } };
  const start = parts.slice(0, number - 1).reduce((so, { size }) => so + size, 0);
  const range = { start, end: start + part.size - 1 };
  return { range, headers: { ...counted, ...sum, ...rangeHeaders(range, info.size) } };
}

const rangeHeaders = ({ start, end }: ByteRange, size: number): AskedRange["headers"] => ({
  "content-length": end - start + 1,
  "content-range": `bytes ${start}-${end}/${size}`,
});

/** If-Range: a range of another version would be glued to what the client has. */
function rangeHeader({ header }: S3Call, etag: string): string | undefined {
  const version = header("if-range");
  return version === undefined || bareETag(version) === etag ? header("range") : undefined;
}
