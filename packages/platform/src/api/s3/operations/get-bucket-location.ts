import type { S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { regionOf, requireBucket } from "./head-bucket.ts";

/** us-east-1 is written as nothing. */
export const getBucketLocation: S3Operation = {
  name: "GetBucketLocation",
  writes: false,
  query: ["location"],
  run: async (call) => {
    const region = regionOf(call, await requireBucket(call));
    return {
      status: 200,
      body: document(element("LocationConstraint", region === "us-east-1" ? undefined : region)),
    };
  },
};
