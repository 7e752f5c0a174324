import { SlipwayError } from "@slipway/model";
import type { BucketInfo } from "#artifacts/object-store.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";

export const headBucket: S3Operation = {
  name: "HeadBucket",
  writes: false,
  query: [],
  run: async (call) => {
    const region = regionOf(call, await requireBucket(call));
    return { status: 200, headers: { "x-amz-bucket-region": region, "x-amz-access-point-alias": "false" } };
  },
};

/** What its creator named; else the region that the client asks in, so that none is sent to another one. */
export const regionOf = ({ region }: S3Call, { settings }: BucketInfo): string =>
  settings.region === "EU" ? "eu-west-1" : (settings.region ?? region);

/** Throws SLIP-S3-001. */
export async function requireBucket({
  store,
  bucket,
}: Pick<S3Call, "store" | "bucket">): Promise<BucketInfo> {
  const found = await store.bucket(bucket);
  if (found !== undefined) return found;
  throw new SlipwayError("SLIP-S3-001", `The bucket "${bucket.slice(0, 100)}" does not exist.`);
}
