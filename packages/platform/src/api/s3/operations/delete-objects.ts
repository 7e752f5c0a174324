import type { XmlNode } from "@aws-sdk/xml-builder";
import { defined, SlipwayError } from "@slipway/model";
import { bareETag } from "../http/conditions.ts";
import { malformedXml, notImplemented, refinementOf } from "../refined.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { all, textIn, type XmlValue } from "../xml/parse-body.ts";
import { requireBucket } from "./head-bucket.ts";
import { checkedVersion } from "./versions/asked-version.ts";

const MOST = 1000;

interface Wanted {
  readonly key: string;
  readonly version?: string;
  readonly ifMatch?: string;
}

/** Checks the whole list before it deletes the first; what cannot be deleted is told by itself. */
export const deleteObjects: S3Operation = {
  name: "DeleteObjects",
  writes: "objects",
  query: ["delete"],
  run: async (call) => {
    await requireBucket(call);
    const asked = await call.xml("Delete");
    const objects = all(asked, "Object");
    if (objects.length === 0 || objects.length > MOST)
      throw malformedXml(`the list must have from 1 to ${MOST} objects, got ${objects.length}`);
    const wanted = objects.map(wantedOf);
    const isQuiet = textIn(asked, "Quiet") === "true";
    const told: XmlNode[] = [];
    for (const one of wanted) {
      const { node, failed } = await deleted(call, one);
      if (failed || !isQuiet) told.push(node);
    }
    return { status: 200, body: document(element("DeleteResult", ...told)) };
  },
};

const KNOWN = ["Key", "VersionId", "ETag"];

function wantedOf(object: XmlValue): Wanted {
  const key = textIn(object, "Key");
  if (key === undefined || key === "") throw malformedXml("each Object of the list needs a Key");
  const other = Object.keys(object as object).find((name) => !KNOWN.includes(name));
  if (other !== undefined) throw notImplemented(`DeleteObjects by ${other.slice(0, 40)}`);
  const etag = textIn(object, "ETag");
  const version = textIn(object, "VersionId");
  return { key, ...defined({ version, ifMatch: etag === undefined ? undefined : bareETag(etag) }) };
}

async function deleted(
  { store, bucket }: S3Call,
  { key, version, ifMatch }: Wanted,
): Promise<{ readonly node: XmlNode; readonly failed: boolean }> {
  try {
    const how = defined({ version: checkedVersion(version), ifMatch });
    const removed = await store.delete(bucket, key, how);
    const marker = removed.marker === true;
    const node = element(
      "Deleted",
      element("Key", key),
      optional("VersionId", version),
      marker ? element("DeleteMarker", true) : undefined,
      marker ? optional("DeleteMarkerVersionId", removed.version) : undefined,
    );
    return { node, failed: false };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.entry.http >= 500) throw error;
    const node = element(
      "Error",
      element("Key", key),
      optional("VersionId", version),
      element("Code", refinementOf(error) ?? error.entry.aws),
      element("Message", error.message),
    );
    return { node, failed: true };
  }
}
