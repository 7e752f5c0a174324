import type { S3Call, S3Operation } from "../s3-call.ts";

export const uploadPart: S3Operation = {
  name: "UploadPart",
  writes: "objects",
  query: ["uploadId", "partNumber"],
  run: async (call) => {
    const part = await call.store.putPart(uploadOf(call), partNumberOf(call), call.body());
    return { status: 200, headers: { etag: `"${part.etag}"` } };
  },
};

export const uploadOf = ({ bucket, key, query }: S3Call) => ({ bucket, key, id: query("uploadId") ?? "" });

/** NaN where it is no number; the store says what is allowed. */
export const partNumberOf = ({ query }: S3Call): number => Number(query("partNumber") ?? Number.NaN);
