import type { XmlNode } from "@aws-sdk/xml-builder";
import type { ArtifactInfo, ArtifactPage } from "#artifacts/artifacts.ts";
import { storageClassOf } from "../../http/object-headers.ts";
import type { S3Call } from "../../s3-call.ts";
import { element, optional } from "../../xml/element.ts";
import { ownerElement } from "./owner-element.ts";

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  readonly encode: (text: string) => string;
  /** Whether each object names its owner. */
  readonly owner: boolean;
}

/** The elements that both versions of ListObjects share. */
export function listResult(
  call: S3Call,
  page: ArtifactPage,
  asked: ListRequest,
): readonly (XmlNode | undefined)[] {
  const { prefix, delimiter, limit, encode } = asked;
  return [
    element("Name", call.bucket),
    element("Prefix", encode(prefix)),
    delimiter === "" ? undefined : element("Delimiter", encode(delimiter)),
    element("MaxKeys", limit),
    call.query("encoding-type") === undefined ? undefined : element("EncodingType", "url"),
    element("IsTruncated", page.next !== undefined),
    ...page.items.map((item) => contents(item, asked, call.accountId)),
    ...page.prefixes.map((common) => element("CommonPrefixes", element("Prefix", encode(common)))),
  ];
}

function contents(item: ArtifactInfo, { encode, owner }: ListRequest, accountId: string): XmlNode {
  return element(
    "Contents",
    element("Key", encode(item.key)),
    element("LastModified", item.lastModified.toISOString()),
    element("ETag", `"${item.etag}"`),
    optional("ChecksumAlgorithm", item.checksum?.algorithm),
    optional("ChecksumType", item.checksum?.type),
    element("Size", item.size),
    owner ? ownerElement("Owner", accountId) : undefined,
    element("StorageClass", storageClassOf(item)),
  );
}
