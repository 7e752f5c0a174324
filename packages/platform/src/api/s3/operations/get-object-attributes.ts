import { SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import { storageClassOf } from "../http/object-headers.ts";
import type { S3Operation } from "../s3-call.ts";
import { document, element, type XmlContent } from "../xml/element.ts";
import { checksumElements } from "./listing/checksum-elements.ts";

/** What may be asked for, in S3's order; absent from the answer where nothing is known of it. */
const ATTRIBUTES: Readonly<Record<string, (info: ArtifactInfo) => XmlContent>> = {
  ETag: ({ etag }) => element("ETag", etag),
  Checksum: ({ checksum }) => checksum && element("Checksum", ...checksumElements(checksum)),
  ObjectParts: ({ etag }) => {
    const count = /-(\d+)$/.exec(etag)?.[1];
    return count === undefined ? undefined : element("ObjectParts", element("PartsCount", count));
  },
  StorageClass: (info) => element("StorageClass", storageClassOf(info)),
  ObjectSize: ({ size }) => element("ObjectSize", size),
};

export const getObjectAttributes: S3Operation = {
  name: "GetObjectAttributes",
  writes: false,
  query: ["attributes"],
  run: async (call) => {
    const info = await call.store.head(call.bucket, call.key);
    if (info === undefined) {
      const key = JSON.stringify(call.key);
      throw new SlipwayError("SLIP-S3-002", `The bucket "${call.bucket}" has no object ${key}.`);
    }
    const asked = (call.header("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
    const unknown = asked.find((name) => !Object.hasOwn(ATTRIBUTES, name));
    if (unknown !== undefined) throw new SlipwayError("SLIP-S3-017", "Invalid attribute name specified.");
    const told = Object.entries(ATTRIBUTES).filter(([name]) => asked.includes(name));
    const root = element("GetObjectAttributesResponse", ...told.map(([, tell]) => tell(info)));
    return {
      status: 200,
      headers: { "last-modified": info.lastModified.toUTCString() },
      body: document(root),
    };
  },
};
