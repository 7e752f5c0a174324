import { defined } from "@slipway/model";
import type { S3Answer, S3Call, S3Operation } from "../s3-call.ts";
import { type Tags, tagsOfXml } from "../tagging/tags.ts";
import { asked, versionHeader } from "./versions/asked-version.ts";

export const putObjectTagging: S3Operation = {
  name: "PutObjectTagging",
  writes: "objects",
  query: ["tagging", "versionId"],
  run: async (call) => tagged(call, tagsOfXml(await call.xml("Tagging"), "object"), 200),
};

/** Gives the object, or the version asked for, these tags. */
export async function tagged(call: S3Call, tags: Tags, status: number): Promise<S3Answer> {
  const { store, bucket, key } = call;
  const info = await asked(call, (version) => store.tag({ bucket, key, ...defined({ version }) }, tags));
  return { status, headers: versionHeader(info) };
}
