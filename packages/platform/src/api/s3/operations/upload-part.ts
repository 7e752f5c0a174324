import { SlipwayError } from "@slipway/model";
import type { Checksum } from "#artifacts/artifacts.ts";
import type { UploadChecksum } from "#artifacts/object-store.ts";
import { checksumHeaders } from "../http/object-headers.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";

export const uploadPart: S3Operation = {
  name: "UploadPart",
  writes: "objects",
  query: ["uploadId", "partNumber"],
  run: async (call) => {
    const [upload, number] = [uploadOf(call), partNumberOf(call)];
    const { checksum: wanted } = await call.store.upload(upload);
    const { bytes, proven } = call.body(wanted?.algorithm);
    const part = await call.store.putPart(upload, number, bytes, {
      proven: () => ofUpload(proven(), wanted),
    });
    return { status: 200, headers: { etag: `"${part.etag}"`, ...checksumHeaders(part.checksum) } };
  },
};

/** Throws SLIP-S3-021 for a checksum of another algorithm than the upload's: none of the whole could be made of it. */
function ofUpload(found: Checksum | undefined, wanted: UploadChecksum | undefined): Checksum | undefined {
  if (wanted === undefined || found === undefined || found.algorithm === wanted.algorithm) return found;
  throw new SlipwayError(
    "SLIP-S3-021",
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}, actual checksum Type: ${found.algorithm.toLowerCase()}`,
  );
}

export const uploadOf = ({ bucket, key, query }: S3Call) => ({ bucket, key, id: query("uploadId") ?? "" });

/** Throws SLIP-S3-017 where it is none; the store says how large it may be. */
export function partNumberOf({ query }: S3Call): number {
  const text = query("partNumber") ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new SlipwayError(
    "SLIP-S3-017",
    `partNumber must be a whole number, got ${JSON.stringify(text.slice(0, 40))}.`,
  );
}
