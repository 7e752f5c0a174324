import type { S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { requireBucket } from "./head-bucket.ts";

/** The region the client asks in, so that no client is sent to another one; us-east-1 is written as nothing. */
export const getBucketLocation: S3Operation = {
  name: "GetBucketLocation",
  writes: false,
  query: ["location"],
  run: async (call) => {
    await requireBucket(call);
    const region = call.region === "us-east-1" ? undefined : call.region;
    return { status: 200, body: document(element("LocationConstraint", region)) };
  },
};
