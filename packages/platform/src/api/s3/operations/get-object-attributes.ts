import type { OpenObject } from "#artifacts/object-store.ts";
import { storageClassOf } from "../http/object-headers.ts";
import { invalidArgument } from "../refined.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element, optional, type XmlContent } from "../xml/element.ts";
import { checksumElements } from "./listing/checksum-elements.ts";
import { openAsked, versionHeader } from "./versions/asked-version.ts";

const MOST_PARTS = 1000;

/** What may be asked for, in S3's order; absent from the answer where nothing is known of it. */
const ATTRIBUTES: Readonly<Record<string, (object: OpenObject, call: S3Call) => XmlContent>> = {
  ETag: ({ info }) => element("ETag", info.etag),
  Checksum: ({ info: { checksum } }) => checksum && element("Checksum", ...checksumElements(checksum)),
  ObjectParts: partsElement,
  StorageClass: ({ info }) => element("StorageClass", storageClassOf(info)),
  ObjectSize: ({ info }) => element("ObjectSize", info.size),
};

export const getObjectAttributes: S3Operation = {
  name: "GetObjectAttributes",
  writes: false,
  query: ["attributes", "versionId"],
  run: async (call) => {
    const object = await openAsked(call);
    object.close();
    const { info } = object;
    const asked = (call.header("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
    if (asked.some((name) => !Object.hasOwn(ATTRIBUTES, name)))
      throw invalidArgument("Invalid attribute name specified.");
    const told = Object.entries(ATTRIBUTES).filter(([name]) => asked.includes(name));
    const root = element("GetObjectAttributesResponse", ...told.map(([, tell]) => tell(object, call)));
    return {
      status: 200,
      headers: { "last-modified": info.lastModified.toUTCString(), ...versionHeader(info) },
      body: document(root),
    };
  },
};

/** Parts are told one by one where each has a checksum, as S3 does. */
function partsElement({ info, parts }: OpenObject, { header }: S3Call): XmlContent {
  if (!/-\d+$/.test(info.etag)) return undefined;
  const count = element("PartsCount", parts.length);
  if (info.checksum === undefined || parts.some(({ checksum }) => checksum === undefined))
    return element("ObjectParts", count);
  const most = Math.min(numberIn(header("x-amz-max-parts"), MOST_PARTS), MOST_PARTS);
  const after = numberIn(header("x-amz-part-number-marker"), 0);
  const page = parts.map((part, at) => ({ ...part, number: at + 1 })).slice(after, after + most);
  const last = page.at(-1)?.number ?? after;
  const isTruncated = last < parts.length && page.length > 0;
  return element(
    "ObjectParts",
    count,
    element("PartNumberMarker", after),
    optional("NextPartNumberMarker", isTruncated ? last : undefined),
    element("MaxParts", most),
    element("IsTruncated", isTruncated),
    ...page.map(({ number, size, checksum }) =>
      element("Part", element("PartNumber", number), element("Size", size), ...checksumElements(checksum)),
    ),
  );
}

function numberIn(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === "") return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalidArgument("Provided x-amz-max-parts or x-amz-part-number-marker is not an integer");
}
