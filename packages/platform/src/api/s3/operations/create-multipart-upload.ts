import { SlipwayError } from "@slipway/model";
import type { UploadChecksum } from "#artifacts/object-store.ts";
import { findAlgorithm, isCrc } from "../body/checksums.ts";
import { propertiesOf, storageHeaders } from "../http/object-headers.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";

export const createMultipartUpload: S3Operation = {
  name: "CreateMultipartUpload",
  writes: "objects",
  query: ["uploads"],
  run: async (call) => {
    const checksum = uploadChecksum(call);
    const upload = await call.store.createUpload(call.bucket, call.key, propertiesOf(call), checksum);
    const root = element(
      "InitiateMultipartUploadResult",
      element("Bucket", call.bucket),
      element("Key", call.key),
      element("UploadId", upload.id),
    );
    const told =
      checksum === undefined
        ? {}
        : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type };
    return { status: 200, headers: { ...told, ...storageHeaders(call) }, body: document(root) };
  },
};

/** What the object's checksum is to be. Hashes of parts are not those of the whole, and CRC64NVME is of the whole alone. */
function uploadChecksum({ header }: S3Call): UploadChecksum | undefined {
  const name = header("x-amz-checksum-algorithm") ?? "";
  const asked = header("x-amz-checksum-type")?.toUpperCase();
  if (name === "") {
    if (asked === undefined) return undefined;
    throw invalid(
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const found = findAlgorithm(name);
  if (found === undefined) {
    throw invalid(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  const algorithm = found.name;
  const type = asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  if (type !== "FULL_OBJECT" && type !== "COMPOSITE")
    throw invalid("Value for x-amz-checksum-type header is invalid.");
  if (type === "FULL_OBJECT" ? isCrc(found) : algorithm !== "CRC64NVME") return { algorithm, type };
  throw invalid(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

const invalid = (message: string): SlipwayError => new SlipwayError("SLIP-S3-021", message);
