import type { ObjectChecksum } from "#artifacts/artifacts.ts";
import { checksumHeaders, propertiesOf, storageHeaders } from "../http/object-headers.ts";
import { writeCondition } from "../http/write-condition.ts";
import type { S3Operation } from "../s3-call.ts";

export const putObject: S3Operation = {
  name: "PutObject",
  writes: "objects",
  query: [],
  run: async (call) => {
    const body = call.body();
    const proven = (): ObjectChecksum | undefined => {
      const found = body.proven();
      return found && { ...found, type: "FULL_OBJECT" };
    };
    const said = { ...propertiesOf(call), ...writeCondition(call.header), proven };
    const { etag, checksum } = await call.store.put(call.bucket, call.key, body.bytes, said);
    return {
      status: 200,
      headers: { etag: `"${etag}"`, ...checksumHeaders(checksum), ...storageHeaders(call) },
    };
  },
};
