import { SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import { byteRange } from "../http/byte-range.ts";
import { checkConditions, conditionsOf } from "../http/conditions.ts";
import { askedChecksum, headersOf } from "../http/object-headers.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";

export const headObject: S3Operation = {
  name: "HeadObject",
  writes: false,
  query: [],
  run: async (call) => {
    const info = await requireObject(call);
    const headers = headersOf(info);
    if (checkConditions(conditionsOf(call.header), info) === "not modified") return { status: 304, headers };
    const range = byteRange(call.header("range"), info.size);
    if (range === undefined) {
      const all = { ...headers, ...askedChecksum(info, call), "content-length": info.size };
      return { status: 200, headers: all };
    }
    const contentRange = `bytes ${range.start}-${range.end}/${info.size}`;
    const length = range.end - range.start + 1;
    return { status: 206, headers: { ...headers, "content-length": length, "content-range": contentRange } };
  },
};

/** Throws SLIP-S3-001 and 002. */
export async function requireObject({ store, bucket, key }: S3Call): Promise<ArtifactInfo> {
  const info = await store.head(bucket, key);
  if (info !== undefined) return info;
  throw new SlipwayError("SLIP-S3-002", `The bucket "${bucket}" has no object ${JSON.stringify(key)}.`);
}
