import { defined } from "@slipway/model";
import { bareETag } from "../http/conditions.ts";
import { storedHeaders } from "../http/object-headers.ts";
import { writeCondition } from "../http/write-condition.ts";
import { malformedXml } from "../refined.ts";
import type { S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { all, textIn, type XmlValue } from "../xml/parse-body.ts";
import { type NamedPart, wholeChecksum } from "./completing/whole-checksum.ts";
import { checksumElements } from "./listing/checksum-elements.ts";
import { uploadOf } from "./upload-part.ts";
import { writtenVersionHeader } from "./versions/asked-version.ts";

export const completeMultipartUpload: S3Operation = {
  name: "CompleteMultipartUpload",
  writes: "objects",
  query: ["uploadId"],
  run: async (call) => {
    const upload = uploadOf(call);
    const parts = all(await call.xml("CompleteMultipartUpload", { checksums: "of the object" }), "Part").map(
      partOf,
    );
    const checksum = await wholeChecksum(call, upload, parts);
    const object = await call.store.completeUpload(upload, parts, {
      ...writeCondition(call.header),
      ...defined({ checksum }),
    });
    const root = element(
      "CompleteMultipartUploadResult",
      element("Location", `http://${call.header("host")}/${call.bucket}/${encodeURIComponent(call.key)}`),
      element("Bucket", call.bucket),
      element("Key", call.key),
      element("ETag", `"${object.etag}"`),
      ...checksumElements(object.checksum),
    );
    return {
      status: 200,
      headers: { ...writtenVersionHeader(object), ...storedHeaders(object) },
      body: document(root),
    };
  },
};

const SUMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"];

function partOf(part: XmlValue): NamedPart {
  const number = Number(textIn(part, "PartNumber") ?? Number.NaN);
  const etag = textIn(part, "ETag");
  const checksum = SUMS.map((name) => textIn(part, `Checksum${name}`)).find((text) => text !== undefined);
  if (Number.isInteger(number) && etag !== undefined)
    return { number, etag: bareETag(etag), ...defined({ checksum }) };
  throw malformedXml("each Part of the list needs a PartNumber and an ETag");
}
