import { SlipwayError } from "@slipway/model";
import type { S3Call, S3Operation } from "../s3-call.ts";

export const headBucket: S3Operation = {
  name: "HeadBucket",
  writes: false,
  query: [],
  run: async (call) => {
    await requireBucket(call);
    return { status: 200, headers: { "x-amz-bucket-region": call.region } };
  },
};

/** Throws SLIP-S3-001. */
export async function requireBucket({ store, bucket }: Pick<S3Call, "store" | "bucket">): Promise<void> {
  if (await store.bucketExists(bucket)) return;
  throw new SlipwayError("SLIP-S3-001", `The bucket "${bucket.slice(0, 100)}" does not exist.`);
}
