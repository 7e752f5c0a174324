import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import type { OpenObject } from "#artifacts/object-store.ts";
import { byteRange } from "../http/byte-range.ts";
import { bareETag, checkConditions, conditionsOf } from "../http/conditions.ts";
import { headerValue } from "../http/header-value.ts";
import { askedChecksum, headersOf } from "../http/object-headers.ts";
import type { S3Answer, S3Call, S3Operation } from "../s3-call.ts";

/** Headers of the answer that the query may set. */
const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
] as const;

export const getObject: S3Operation = {
  name: "GetObject",
  writes: false,
  query: OVERRIDES.map((name) => `response-${name}`),
  run: async (call) => {
    const object = await call.store.open(call.bucket, call.key);
    try {
      return answer(call, object);
    } catch (error) {
      object.close();
      throw error;
    }
  },
};

function answer(call: S3Call, object: OpenObject): S3Answer {
  const { info } = object;
  if (checkConditions(conditionsOf(call.header), info) === "not modified") {
    object.close();
    return { status: 304, headers: headersOf(info) };
  }
  const range = byteRange(rangeHeader(call, info), info.size);
  const headers = { ...headersOf(info), ...overrides(call) };
  if (range === undefined) {
    const all = { ...headers, ...askedChecksum(info, call), "content-length": info.size };
    return { status: 200, headers: all, body: object.read() };
  }
  const length = range.end - range.start + 1;
  const contentRange = `bytes ${range.start}-${range.end}/${info.size}`;
  return {
    status: 206,
    headers: { ...headers, "content-length": length, "content-range": contentRange },
    body: object.read(range),
  };
}

/** If-Range: a range of another version would be glued to what the client has. */
function rangeHeader({ header }: S3Call, info: ArtifactInfo): string | undefined {
  const version = header("if-range");
  return version === undefined || bareETag(version) === info.etag ? header("range") : undefined;
}

function overrides({ query }: S3Call): Record<string, string> {
  return Object.fromEntries(
    OVERRIDES.flatMap((name) => {
      const text = query(`response-${name}`);
      return text === undefined ? [] : [[name, headerValue(`response-${name}`, text)]];
    }),
  );
}
