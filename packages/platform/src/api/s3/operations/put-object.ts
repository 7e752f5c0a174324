import type { ObjectChecksum } from "#artifacts/artifacts.ts";
import { DEFAULT_CHECKSUM } from "../body/checksums.ts";
import { checksumHeaders, propertiesOf, storageHeaders } from "../http/object-headers.ts";
import { requireLength } from "../http/require-length.ts";
import { writeCondition } from "../http/write-condition.ts";
import type { S3Operation } from "../s3-call.ts";
import { expirationHeader } from "./expiry/expiration-header.ts";
import { writtenVersionHeader } from "./versions/asked-version.ts";

export const putObject: S3Operation = {
  name: "PutObject",
  writes: "objects",
  query: [],
  run: async (call) => {
    requireLength(call);
    const body = call.body(DEFAULT_CHECKSUM);
    const proven = (): ObjectChecksum | undefined => {
      const found = body.proven();
      return found && { ...found, type: "FULL_OBJECT" };
    };
    const said = { ...propertiesOf(call), ...writeCondition(call.header), proven };
    const info = await call.store.put(call.bucket, call.key, body.bytes, said);
    return {
      status: 200,
      headers: {
        etag: `"${info.etag}"`,
        ...writtenVersionHeader(info),
        ...(await expirationHeader(call, info)),
        ...checksumHeaders(info.checksum),
        ...storageHeaders(call),
      },
    };
  },
};
