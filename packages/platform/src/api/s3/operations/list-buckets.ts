import type { S3Operation } from "../s3-call.ts";
import { isSampleBucket } from "../sample-bucket.ts";
import { document, element, optional } from "../xml/element.ts";
import { pageSize } from "./listing/page-size.ts";

export const listBuckets: S3Operation = {
  name: "ListBuckets",
  writes: false,
  query: ["prefix", "max-buckets", "continuation-token", "bucket-region"],
  run: async (call) => {
    const limit = pageSize(call, { name: "max-buckets", most: 10_000 });
    const prefix = call.query("prefix") ?? "";
    const region = call.query("bucket-region") || undefined;
    const after = call.query("continuation-token") ?? "";
    const all = (await call.store.buckets())
      .filter((bucket) => !isSampleBucket(bucket))
      .filter(({ name }) => name.startsWith(prefix) && name > after)
      .filter(({ settings }) => region === undefined || (settings.region ?? call.region) === region);
    const page = all.slice(0, limit);
    const buckets = page.map(({ name, created }) =>
      element("Bucket", element("Name", name), element("CreationDate", created.toISOString())),
    );
    const root = element(
      "ListAllMyBucketsResult",
      element("Owner", element("ID", call.accountId), element("DisplayName", call.accountId)),
      element("Buckets", ...buckets),
      optional("ContinuationToken", all.length > page.length ? page.at(-1)?.name : undefined),
    );
    return { status: 200, body: document(root) };
  },
};
