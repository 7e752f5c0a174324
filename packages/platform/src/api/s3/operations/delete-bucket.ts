import type { S3Operation } from "../s3-call.ts";

export const deleteBucket: S3Operation = {
  name: "DeleteBucket",
  writes: "buckets",
  query: [],
  run: async ({ store, bucket }) => {
    await store.removeBucket(bucket);
    return { status: 204 };
  },
};
