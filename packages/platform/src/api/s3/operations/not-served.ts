import { invalidRequest, notImplemented } from "../refined.ts";
import type { S3Operation } from "../s3-call.ts";
import { requireBucket } from "./head-bucket.ts";
import { openAsked } from "./versions/asked-version.ts";

export interface NotServed {
  readonly on: "service" | "bucket" | "object";
  readonly method: string;
  readonly with: string;
  readonly name: string;
}

/** Operations of S3's API that are not served; docs/s3.md has the reason of each. */
export const NOT_SERVED: readonly NotServed[] = [
  { on: "object", method: "POST", with: "select", name: "SelectObjectContent" },
  { on: "object", method: "POST", with: "restore", name: "RestoreObject" },
  { on: "object", method: "GET", with: "torrent", name: "GetObjectTorrent" },
  { on: "object", method: "PUT", with: "renameObject", name: "RenameObject" },
  { on: "object", method: "PUT", with: "encryption", name: "UpdateObjectEncryption" },
  { on: "bucket", method: "GET", with: "session", name: "CreateSession" },
  { on: "bucket", method: "GET", with: "abac", name: "GetBucketAbac" },
  { on: "bucket", method: "PUT", with: "abac", name: "PutBucketAbac" },
  ...["metadataTable", "metadataConfiguration"].flatMap((parameter) => {
    const name = parameter === "metadataTable" ? "MetadataTableConfiguration" : "MetadataConfiguration";
    return [
      { on: "bucket", method: "GET", with: parameter, name: `GetBucket${name}` },
      { on: "bucket", method: "POST", with: parameter, name: `CreateBucket${name}` },
      { on: "bucket", method: "DELETE", with: parameter, name: `DeleteBucket${name}` },
    ] as const;
  }),
  {
    on: "bucket",
    method: "PUT",
    with: "metadataInventoryTable",
    name: "UpdateBucketMetadataInventoryTableConfiguration",
  },
  {
    on: "bucket",
    method: "PUT",
    with: "metadataJournalTable",
    name: "UpdateBucketMetadataJournalTableConfiguration",
  },
];

/** Says by its name that the operation is not served. */
export const refusing = ({ name, with: parameter }: NotServed): S3Operation => ({
  name,
  writes: false,
  query: [parameter, "select-type", "versionId", "id"],
  run: async () => {
    throw notImplemented(name);
  },
});

/** Object Lock of one object, which AWS refuses in a bucket that was not made for it; none is here. */
export const ofLockedObject = (name: string, parameter: string): S3Operation => ({
  name,
  writes: name.startsWith("Put") ? "objects" : false,
  query: [parameter, "versionId"],
  run: async (call) => {
    await requireBucket(call);
    (await openAsked(call)).close();
    throw invalidRequest("Bucket is missing Object Lock Configuration");
  },
});
