import { SlipwayError } from "@slipway/model";
import type { S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { encoder } from "./listing/encoder.ts";
import { listResult } from "./listing/list-result.ts";
import { pageSize } from "./listing/page-size.ts";

export const listObjectsV2: S3Operation = {
  name: "ListObjectsV2",
  writes: false,
  query: [
    "list-type",
    "prefix",
    "delimiter",
    "start-after",
    "continuation-token",
    "max-keys",
    "encoding-type",
    "fetch-owner",
  ],
  run: async (call) => {
    const { query, store, bucket } = call;
    if (query("list-type") !== "2") throw new SlipwayError("SLIP-S3-017", "list-type must be 2.");
    const encode = encoder(call);
    const token = query("continuation-token");
    const start = query("start-after");
    const limit = pageSize(call, { name: "max-keys", most: 1000 });
    const owner = query("fetch-owner") === "true";
    const asked = {
      prefix: query("prefix") ?? "",
      delimiter: query("delimiter") ?? "",
      limit,
      encode,
      owner,
    };
    const after = token === undefined ? (start ?? "") : keyOf(token);
    const page = await store.list(bucket, { ...asked, after });
    const root = element(
      "ListBucketResult",
      ...listResult(call, page, asked),
      element("KeyCount", page.items.length + page.prefixes.length),
      optional("ContinuationToken", token),
      optional("StartAfter", start === undefined ? undefined : encode(start)),
      optional("NextContinuationToken", page.next === undefined ? undefined : tokenOf(page.next)),
    );
    return { status: 200, body: document(root) };
  },
};

const tokenOf = (key: string): string => Buffer.from(key).toString("base64url");

function keyOf(token: string): string {
  const key = Buffer.from(token, "base64url").toString();
  if (token !== "" && tokenOf(key) === token) return key;
  throw new SlipwayError("SLIP-S3-017", "The continuation token provided is incorrect");
}
