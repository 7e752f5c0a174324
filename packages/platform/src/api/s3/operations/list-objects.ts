import type { S3Operation } from "../s3-call.ts";
import { document, element, optional } from "../xml/element.ts";
import { encoder } from "./listing/encoder.ts";
import { listResult } from "./listing/list-result.ts";
import { pageSize } from "./listing/page-size.ts";

/** Version 1, whose clients go on after the last key themselves: NextMarker is given with a delimiter alone, as it may be a prefix. */
export const listObjects: S3Operation = {
  name: "ListObjects",
  writes: false,
  query: ["prefix", "delimiter", "marker", "max-keys", "encoding-type", "fetch-owner"],
  run: async (call) => {
    const { query, store, bucket } = call;
    const encode = encoder(call);
    const marker = query("marker") ?? "";
    const limit = pageSize(call, { name: "max-keys", most: 1000 });
    const asked = {
      prefix: query("prefix") ?? "",
      delimiter: query("delimiter") ?? "",
      limit,
      encode,
      owner: true,
    };
    const page = await store.list(bucket, { ...asked, after: marker });
    const root = element(
      "ListBucketResult",
      element("Marker", encode(marker)),
      optional(
        "NextMarker",
        page.next === undefined || asked.delimiter === "" ? undefined : encode(page.next),
      ),
      ...listResult(call, page, asked),
    );
    return { status: 200, body: document(root) };
  },
};
