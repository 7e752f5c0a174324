import { defined } from "@slipway/model";
import { bareETag } from "../http/conditions.ts";
import type { S3Operation } from "../s3-call.ts";
import { askedVersion } from "./versions/asked-version.ts";

/** Deleting what is not there is done, as in S3. */
export const deleteObject: S3Operation = {
  name: "DeleteObject",
  writes: "objects",
  query: ["versionId"],
  run: async (call) => {
    const match = call.header("if-match");
    const how = { version: askedVersion(call), ifMatch: match === undefined ? undefined : bareETag(match) };
    const { version, marker } = await call.store.delete(call.bucket, call.key, defined(how));
    return {
      status: 204,
      headers: {
        ...(version === undefined ? {} : { "x-amz-version-id": version }),
        ...(marker === true ? { "x-amz-delete-marker": "true" } : {}),
      },
    };
  },
};
