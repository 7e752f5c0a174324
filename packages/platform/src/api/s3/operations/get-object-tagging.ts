import type { S3Operation } from "../s3-call.ts";
import { taggingDocument } from "../tagging/tagging-document.ts";
import { openAsked, versionHeader } from "./versions/asked-version.ts";

export const getObjectTagging: S3Operation = {
  name: "GetObjectTagging",
  writes: false,
  query: ["tagging", "versionId"],
  run: async (call) => {
    const object = await openAsked(call);
    object.close();
    const { tags = {} } = object.info;
    return { status: 200, headers: versionHeader(object.info), body: taggingDocument(tags) };
  },
};
