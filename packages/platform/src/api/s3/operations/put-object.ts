import { propertiesOf } from "../http/object-headers.ts";
import { writeCondition } from "../http/write-condition.ts";
import type { S3Operation } from "../s3-call.ts";

export const putObject: S3Operation = {
  name: "PutObject",
  writes: "objects",
  query: [],
  run: async (call) => {
    const said = { ...propertiesOf(call), ...writeCondition(call.header) };
    const { etag } = await call.store.put(call.bucket, call.key, call.body(), said);
    return { status: 200, headers: { etag: `"${etag}"` } };
  },
};
