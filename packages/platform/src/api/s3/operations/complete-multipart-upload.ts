import { SlipwayError } from "@slipway/model";
import { bareETag } from "../http/conditions.ts";
import { writeCondition } from "../http/write-condition.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { all, textIn, type XmlValue } from "../xml/parse-body.ts";
import { uploadOf } from "./upload-part.ts";

export const completeMultipartUpload: S3Operation = {
  name: "CompleteMultipartUpload",
  writes: "objects",
  query: ["uploadId"],
  run: async (call) => {
    refuseWholeChecksum(call);
    const parts = all(await call.xml("CompleteMultipartUpload"), "Part").map(partOf);
    const object = await call.store.completeUpload(uploadOf(call), parts, writeCondition(call.header));
    const root = element(
      "CompleteMultipartUploadResult",
      element("Location", `http://${call.header("host")}/${call.bucket}/${encodeURIComponent(call.key)}`),
      element("Bucket", call.bucket),
      element("Key", call.key),
      element("ETag", `"${object.etag}"`),
    );
    return { status: 200, body: document(root) };
  },
};

function partOf(part: XmlValue): { readonly number: number; readonly etag: string } {
  const number = Number(textIn(part, "PartNumber") ?? Number.NaN);
  const etag = textIn(part, "ETag");
  if (Number.isInteger(number) && etag !== undefined) return { number, etag: bareETag(etag) };
  throw new SlipwayError("SLIP-S3-017", "Each Part of the list needs a PartNumber and an ETag.");
}

/** Each part was proven as it came; a checksum over all of them would have to be, too. */
function refuseWholeChecksum(call: S3Call): void {
  for (const name of call.headerNames()) {
    if (!name.startsWith("x-amz-checksum-") || name === "x-amz-checksum-type") continue;
    throw new SlipwayError("SLIP-S3-016", `CompleteMultipartUpload with ${name} is not implemented here.`);
  }
}
