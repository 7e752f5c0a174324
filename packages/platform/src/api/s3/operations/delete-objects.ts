import { SlipwayError } from "@slipway/model";
import type { S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { all, textIn } from "../xml/parse-body.ts";
import { requireBucket } from "./head-bucket.ts";

const MOST = 1000;

/** Checks the whole list before it deletes the first. */
export const deleteObjects: S3Operation = {
  name: "DeleteObjects",
  writes: "objects",
  query: ["delete"],
  run: async (call) => {
    await requireBucket(call);
    const asked = await call.xml("Delete");
    const objects = all(asked, "Object");
    if (objects.length === 0 || objects.length > MOST) {
      throw new SlipwayError(
        "SLIP-S3-024",
        `The list must have from 1 to ${MOST} objects, got ${objects.length}.`,
      );
    }
    const keys = objects.map((object) => {
      const key = textIn(object, "Key");
      if (key === undefined || key === "")
        throw new SlipwayError("SLIP-S3-024", "Each Object of the list needs a Key.");
      if (typeof object === "object" && Object.keys(object).some((name) => name !== "Key")) {
        throw new SlipwayError(
          "SLIP-S3-016",
          "DeleteObjects by more than the key (version, ETag) is not implemented here.",
        );
      }
      return key;
    });
    for (const key of keys) await call.store.remove(call.bucket, key);
    const listed = textIn(asked, "Quiet") === "true" ? [] : keys;
    const root = element("DeleteResult", ...listed.map((key) => element("Deleted", element("Key", key))));
    return { status: 200, body: document(root) };
  },
};
