import { type Tags, tagsOfXml } from "../../tagging/tags.ts";
import type { XmlObject } from "../../xml/parse-body.ts";
import { documentOperations } from "./document-operations.ts";

export const bucketTagging = documentOperations({
  name: "tagging",
  operation: "BucketTagging",
  parameter: "tagging",
  root: "Tagging",
  absent: { aws: "NoSuchTagSet", message: "The TagSet does not exist" },
  status: 204,
  checked: (asked): XmlObject => {
    const tags: Tags = tagsOfXml(asked, "bucket");
    return { TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } };
  },
});
