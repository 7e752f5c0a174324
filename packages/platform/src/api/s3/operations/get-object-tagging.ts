import type { S3Operation } from "../s3-call.ts";
import { taggingDocument } from "../tagging/tagging-document.ts";
import { requireObject } from "./head-object.ts";

export const getObjectTagging: S3Operation = {
  name: "GetObjectTagging",
  writes: false,
  query: ["tagging"],
  run: async (call) => {
    const { tags = {} } = await requireObject(call);
    return { status: 200, body: taggingDocument(tags) };
  },
};
