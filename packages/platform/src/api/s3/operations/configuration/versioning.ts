import { malformedXml, notImplemented } from "../../refined.ts";
import type { S3Operation } from "../../s3-call.ts";
import { document, element, optional } from "../../xml/element.ts";
import { textIn } from "../../xml/parse-body.ts";
import { requireBucket } from "../head-bucket.ts";

export const getBucketVersioning: S3Operation = {
  name: "GetBucketVersioning",
  writes: false,
  query: ["versioning"],
  run: async (call) => {
    const { settings } = await requireBucket(call);
    const root = element("VersioningConfiguration", optional("Status", settings.versioning));
    return { status: 200, body: document(root) };
  },
};

export const putBucketVersioning: S3Operation = {
  name: "PutBucketVersioning",
  writes: "buckets",
  query: ["versioning"],
  run: async (call) => {
    await requireBucket(call);
    const asked = await call.xml("VersioningConfiguration");
    const status = textIn(asked, "Status");
    if (textIn(asked, "MfaDelete") === "Enabled" || textIn(asked, "MFADelete") === "Enabled")
      throw notImplemented("MfaDelete of PutBucketVersioning");
    if (status !== "Enabled" && status !== "Suspended")
      throw malformedXml("Status must be Enabled or Suspended");
    await call.store.configure(call.bucket, (settings) => ({
      ...settings,
      versioning: status,
    }));
    return { status: 200 };
  },
};
