import { SlipwayError } from "@slipway/model";
import type { Checksum } from "#artifacts/artifacts.ts";
import type { UploadChecksum } from "#artifacts/object-store.ts";
import { isSum } from "../body/checked-body.ts";
import { DEFAULT_CHECKSUM } from "../body/checksums.ts";
import { checksumHeaders } from "../http/object-headers.ts";
import { requireLength } from "../http/require-length.ts";
import { invalidArgument } from "../refined.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";

export const uploadPart: S3Operation = {
  name: "UploadPart",
  writes: "objects",
  query: ["uploadId", "partNumber"],
  run: async (call) => {
    const [upload, number] = [uploadOf(call), partNumberOf(call)];
    const { checksum: wanted } = await call.store.upload(upload);
    requireLength(call);
    const { bytes, proven } = call.body(wanted?.algorithm ?? DEFAULT_CHECKSUM);
    const isStated = wanted !== undefined || [...call.headerNames()].some(isSum) || hasSumTrailer(call);
    const part = await call.store.putPart(upload, number, bytes, {
      proven: () => ofUpload(proven(), wanted),
    });
    return {
      status: 200,
      headers: { etag: `"${part.etag}"`, ...checksumHeaders(isStated ? part.checksum : undefined) },
    };
  },
};

const hasSumTrailer = ({ header }: S3Call): boolean => isSum((header("x-amz-trailer") ?? "").toLowerCase());

/** Throws SLIP-S3-021 for a checksum of another algorithm than the upload's: none of the whole could be made of it. */
function ofUpload(found: Checksum | undefined, wanted: UploadChecksum | undefined): Checksum | undefined {
  if (wanted === undefined || found === undefined || found.algorithm === wanted.algorithm) return found;
  throw new SlipwayError(
    "SLIP-S3-021",
    `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm.toLowerCase()}, actual checksum Type: ${found.algorithm.toLowerCase()}`,
  );
}

export const uploadOf = ({ bucket, key, query }: S3Call) => ({ bucket, key, id: query("uploadId") ?? "" });

/** Throws SLIP-S3-017 unless it is from 1 to 10,000. */
export function partNumberOf({ query }: S3Call): number {
  const text = query("partNumber") ?? "";
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_000) return Number(text);
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive");
}
