import type { S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { checksumElements } from "./listing/checksum-elements.ts";
import { ownerElement } from "./listing/owner-element.ts";
import { pageSize } from "./listing/page-size.ts";
import { uploadOf } from "./upload-part.ts";

export const listParts: S3Operation = {
  name: "ListParts",
  writes: false,
  query: ["uploadId", "max-parts", "part-number-marker"],
  run: async (call) => {
    const upload = uploadOf(call);
    const limit = pageSize(call, { name: "max-parts", most: 1000 });
    const after = pageSize(call, { name: "part-number-marker", most: 10_000 });
    const marker = call.query("part-number-marker") === undefined ? 0 : after;
    const { checksum } = await call.store.upload(upload);
    const found = await call.store.parts(upload, { after: marker, limit: limit + 1 });
    const page = found.slice(0, limit);
    const more = found.length > limit;
    const parts = page.map((part) =>
      element(
        "Part",
        element("PartNumber", part.number),
        element("LastModified", part.lastModified.toISOString()),
        element("ETag", `"${part.etag}"`),
        element("Size", part.size),
        ...checksumElements(checksum && part.checksum),
      ),
    );
    const root = element(
      "ListPartsResult",
      element("Bucket", call.bucket),
      element("Key", call.key),
      element("UploadId", upload.id),
      ownerElement("Initiator", call.accountId),
      ownerElement("Owner", call.accountId),
      element("StorageClass", "STANDARD"),
      element("PartNumberMarker", marker),
      optional("NextPartNumberMarker", more ? page.at(-1)?.number : undefined),
      element("MaxParts", limit),
      element("IsTruncated", more),
      optional("ChecksumAlgorithm", checksum?.algorithm),
      optional("ChecksumType", checksum?.type),
      ...parts,
    );
    return { status: 200, body: document(root) };
  },
};
