import type { S3Operation } from "../s3-call.ts";
import { tagged } from "./put-object-tagging.ts";

export const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  writes: "objects",
  query: ["tagging", "versionId"],
  run: (call) => tagged(call, {}, 204),
};
