import { defined, isSlipwayError, SlipwayError } from "@slipway/model";
import type { BucketSettings } from "#artifacts/object-store.ts";
import { refined } from "../refined.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { taggingDocument } from "../tagging/tagging-document.ts";
import { type Tags, tagsOfSet } from "../tagging/tags.ts";
import { textIn, type XmlObject } from "../xml/parse-body.ts";
import { DOCUMENTS } from "./configuration/documents.ts";
import { ownershipControls } from "./configuration/ownership.ts";

/** Any region is taken: one store plays them all. */
export const createBucket: S3Operation = {
  name: "CreateBucket",
  writes: "buckets",
  query: [],
  run: async (call) => {
    const { store, bucket, region, header, xml } = call;
    const asked = Number(header("content-length") ?? 0) > 0 ? await xml("CreateBucketConfiguration") : {};
    try {
      await store.createBucket(bucket, settingsOf(call, asked));
    } catch (error) {
      // In us-east-1 alone, S3 takes creating one's own bucket again as done.
      if (!isSlipwayError(error, "SLIP-S3-006") || region !== "us-east-1") throw error;
    }
    return { status: 200, headers: { location: `/${bucket}` } };
  },
};

function settingsOf({ header }: S3Call, asked: XmlObject): BucketSettings {
  for (const name of ["Location", "Bucket"]) {
    if (asked[name] !== undefined && asked[name] !== "")
      throw new SlipwayError("SLIP-S3-016", `Directory buckets (${name}) are not implemented here.`);
  }
  const set = asked["Tags"];
  const tags: Tags = set === undefined ? {} : tagsOfSet(set, "bucket");
  const ownership = header("x-amz-object-ownership") || undefined;
  const documents = {
    ...(Object.keys(tags).length === 0 ? {} : { [DOCUMENTS.tagging]: taggingDocument(tags) }),
    ...(ownership === undefined ? {} : { [DOCUMENTS.ownershipControls]: ownershipControls(ownership) }),
  };
  return {
    ...defined({ region: placeOf(textIn(asked, "LocationConstraint")) }),
    ...(Object.keys(documents).length === 0 ? {} : { documents }),
  };
}

/** us-east-1 is the place of what names none. */
function placeOf(constraint: string | undefined): string | undefined {
  if (constraint === undefined || constraint === "") return undefined;
  if (constraint === "EU") return constraint;
  if (/^[a-z]{2,}(?:-[a-z]+)+-\d+$/.test(constraint) && constraint !== "us-east-1") return constraint;
  const message = "The specified location-constraint is not valid";
  throw refined("SLIP-S3-017", "InvalidLocationConstraint", message);
}
