import { propertiesOf } from "../http/object-headers.ts";
import type { S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";

export const createMultipartUpload: S3Operation = {
  name: "CreateMultipartUpload",
  writes: "objects",
  query: ["uploads"],
  run: async (call) => {
    const upload = await call.store.createUpload(call.bucket, call.key, propertiesOf(call));
    const root = element(
      "InitiateMultipartUploadResult",
      element("Bucket", call.bucket),
      element("Key", call.key),
      element("UploadId", upload.id),
    );
    return { status: 200, body: document(root) };
  },
};
