import { document, element } from "../xml/element.ts";
import type { Tags } from "./tags.ts";

/** What GetObjectTagging and GetBucketTagging answer. */
export function taggingDocument(tags: Tags): string {
  const each = Object.entries(tags).map(([name, value]) =>
    element("Tag", element("Key", name), element("Value", value)),
  );
  return document(element("Tagging", element("TagSet", ...each)));
}
