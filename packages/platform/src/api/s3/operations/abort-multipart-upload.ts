import type { S3Operation } from "../s3-call.ts";
import { uploadOf } from "./upload-part.ts";

export const abortMultipartUpload: S3Operation = {
  name: "AbortMultipartUpload",
  writes: "objects",
  query: ["uploadId"],
  run: async (call) => {
    await call.store.abortUpload(uploadOf(call));
    return { status: 204 };
  },
};
