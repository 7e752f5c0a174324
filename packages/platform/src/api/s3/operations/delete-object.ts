import { SlipwayError } from "@slipway/model";
import type { S3Operation } from "../s3-call.ts";

/** Deleting what is not there is done, as in S3. */
export const deleteObject: S3Operation = {
  name: "DeleteObject",
  writes: "objects",
  query: [],
  run: async ({ store, bucket, key, header }) => {
    if (header("if-match") !== undefined) {
      throw new SlipwayError("SLIP-S3-016", "DeleteObject with If-Match is not implemented here.");
    }
    await store.remove(bucket, key);
    return { status: 204 };
  },
};
