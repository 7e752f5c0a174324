import type { XmlNode } from "@aws-sdk/xml-builder";
import { defined } from "@slipway/model";
import type { ObjectVersion } from "#artifacts/object-store.ts";
import { storageClassOf } from "../http/object-headers.ts";
import { invalidArgument } from "../refined.ts";
import type { S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { encoder } from "./listing/encoder.ts";
import { ownerElement } from "./listing/owner-element.ts";
import { pageSize } from "./listing/page-size.ts";
import { checkedVersion } from "./versions/asked-version.ts";

export const listObjectVersions: S3Operation = {
  name: "ListObjectVersions",
  writes: false,
  query: ["versions", "prefix", "delimiter", "key-marker", "version-id-marker", "max-keys", "encoding-type"],
  run: async (call) => {
    const { query, store, bucket } = call;
    const encode = encoder(call);
    const limit = pageSize(call, { name: "max-keys", most: 1000 });
    const [prefix, delimiter] = [query("prefix") ?? "", query("delimiter") ?? ""];
    const keyMarker = query("key-marker") ?? "";
    const versionMarker = query("version-id-marker") || undefined;
    if (versionMarker !== undefined && keyMarker === "")
      throw invalidArgument("A version-id marker cannot be specified without a key marker.");
    const after =
      keyMarker === ""
        ? undefined
        : { key: keyMarker, ...defined({ version: checkedVersion(versionMarker) }) };
    const page = await store.versions(bucket, { prefix, delimiter, limit, ...defined({ after }) });
    const root = element(
      "ListVersionsResult",
      element("Name", bucket),
      element("Prefix", encode(prefix)),
      element("KeyMarker", encode(keyMarker)),
      element("VersionIdMarker", versionMarker),
      optional("NextKeyMarker", page.next === undefined ? undefined : encode(page.next.key)),
      optional("NextVersionIdMarker", page.next?.version),
      element("MaxKeys", limit),
      delimiter === "" ? undefined : element("Delimiter", encode(delimiter)),
      query("encoding-type") === undefined ? undefined : element("EncodingType", "url"),
      element("IsTruncated", page.next !== undefined),
      ...page.items.map((item) => versionElement(item, { encode, accountId: call.accountId })),
      ...page.prefixes.map((common) => element("CommonPrefixes", element("Prefix", encode(common)))),
    );
    return { status: 200, body: document(root) };
  },
};

function versionElement(
  item: ObjectVersion,
  { encode, accountId }: { readonly encode: (text: string) => string; readonly accountId: string },
): XmlNode {
  const which = [
    element("Key", encode(item.key)),
    element("VersionId", item.version),
    element("IsLatest", item.latest),
    element("LastModified", item.lastModified.toISOString()),
  ];
  const owner = ownerElement("Owner", accountId);
  if (item.marker) return element("DeleteMarker", ...which, owner);
  return element(
    "Version",
    ...which,
    element("ETag", `"${item.etag}"`),
    optional("ChecksumAlgorithm", item.checksum?.algorithm),
    optional("ChecksumType", item.checksum?.type),
    element("Size", item.size),
    owner,
    element("StorageClass", storageClassOf(item)),
  );
}
