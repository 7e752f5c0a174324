import type { S3Operation } from "../s3-call.ts";

export const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  writes: "objects",
  query: ["tagging"],
  run: async ({ store, bucket, key }) => {
    await store.tag({ bucket, key }, {});
    return { status: 204 };
  },
};
