import type { S3Operation } from "../s3-call.ts";
import { tagsOfXml } from "../tagging/tags.ts";

export const putObjectTagging: S3Operation = {
  name: "PutObjectTagging",
  writes: "objects",
  query: ["tagging"],
  run: async (call) => {
    const tags = tagsOfXml(await call.xml("Tagging"), "object");
    await call.store.tag({ bucket: call.bucket, key: call.key }, tags);
    return { status: 200 };
  },
};
