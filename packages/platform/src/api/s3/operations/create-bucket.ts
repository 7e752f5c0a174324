import { isSlipwayError } from "@slipway/model";
import type { S3Operation } from "../s3-call.ts";

/** Any region is taken: one store plays them all. */
export const createBucket: S3Operation = {
  name: "CreateBucket",
  writes: "buckets",
  query: [],
  run: async ({ store, bucket, region, header, xml }) => {
    if (Number(header("content-length") ?? 0) > 0) await xml("CreateBucketConfiguration");
    try {
      await store.createBucket(bucket);
    } catch (error) {
      // In us-east-1 alone, S3 takes creating one's own bucket again as done.
      if (!isSlipwayError(error, "SLIP-S3-006") || region !== "us-east-1") throw error;
    }
    return { status: 200, headers: { location: `/${bucket}` } };
  },
};
