import type { S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { requireBucket } from "./head-bucket.ts";
import { encoder } from "./listing/encoder.ts";
import { ownerElement } from "./listing/owner-element.ts";
import { pageSize } from "./listing/page-size.ts";
import { uploadsPage } from "./listing/uploads-page.ts";

/** Highest id there can be: a key-marker alone means all uploads of that key are behind us. */
const AFTER_ALL_IDS = "~";

export const listMultipartUploads: S3Operation = {
  name: "ListMultipartUploads",
  writes: false,
  query: ["uploads", "prefix", "delimiter", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
  run: async (call) => {
    const { query, store, bucket } = call;
    const encode = encoder(call);
    const limit = pageSize(call, { name: "max-uploads", most: 1000 });
    const prefix = query("prefix") ?? "";
    const keyMarker = query("key-marker");
    const idMarker = query("upload-id-marker");
    const after = keyMarker === undefined ? {} : { after: { key: keyMarker, id: idMarker || AFTER_ALL_IDS } };
    const delimiter = query("delimiter") ?? "";
    await requireBucket(call);
    const { page, prefixes, last } = await uploadsPage({ store, bucket, prefix, delimiter, limit, ...after });
    const uploads = page.map((upload) =>
      element(
        "Upload",
        element("Key", encode(upload.key)),
        element("UploadId", upload.id),
        ownerElement("Initiator", call.accountId),
        ownerElement("Owner", call.accountId),
        element("StorageClass", "STANDARD"),
        element("Initiated", upload.started.toISOString()),
        optional("ChecksumAlgorithm", upload.checksum?.algorithm),
        optional("ChecksumType", upload.checksum?.type),
      ),
    );
    const root = element(
      "ListMultipartUploadsResult",
      element("Bucket", bucket),
      element("KeyMarker", encode(keyMarker ?? "")),
      element("UploadIdMarker", idMarker ?? ""),
      optional("NextKeyMarker", last === undefined ? undefined : encode(last.key)),
      optional("NextUploadIdMarker", last?.id || undefined),
      element("Prefix", encode(prefix)),
      element("MaxUploads", limit),
      optional("EncodingType", query("encoding-type")),
      element("IsTruncated", last !== undefined),
      delimiter === "" ? undefined : element("Delimiter", encode(delimiter)),
      ...uploads,
      ...prefixes.map((common) => element("CommonPrefixes", element("Prefix", encode(common)))),
    );
    return { status: 200, body: document(root) };
  },
};
