import { defined } from "@slipway/model";
import { commonPrefix } from "#artifacts/common-prefix.ts";
import type { ObjectStore, UploadInfo } from "#artifacts/object-store.ts";

/** What a page of uploads is of. */
export interface UploadsWhere {
  readonly store: ObjectStore;
  readonly bucket: string;
  readonly prefix: string;
  /** Empty: uploads are not gathered by prefixes. */
  readonly delimiter: string;
  readonly limit: number;
  readonly after?: { readonly key: string; readonly id: string };
}

export interface UploadsPage {
  readonly page: readonly UploadInfo[];
  readonly prefixes: readonly string[];
  /** Where the next page begins behind; absent where nothing follows. */
  readonly last: { readonly key: string; readonly id: string } | undefined;
}

const BATCH = 1000;

/** Uploads under way by key and id; a common prefix counts as one entry, as in a list of objects. */
export async function uploadsPage(where: UploadsWhere): Promise<UploadsPage> {
  const page: UploadInfo[] = [];
  const prefixes: string[] = [];
  let last: UploadsPage["last"];
  for await (const entry of entries(where)) {
    if (page.length + prefixes.length === where.limit) return { page, prefixes, last };
    if (typeof entry === "string") prefixes.push(entry);
    else page.push(entry);
    last = typeof entry === "string" ? { key: entry, id: "" } : { key: entry.key, id: entry.id };
  }
  return { page, prefixes, last: undefined };
}

async function* entries(where: UploadsWhere): AsyncGenerator<UploadInfo | string> {
  const { store, bucket, prefix } = where;
  let common: string | undefined;
  for (let after = where.after; ; ) {
    const found = await store.uploads(bucket, { prefix, limit: BATCH, ...defined({ after }) });
    for (const upload of found) {
      const before = common;
      common = commonPrefix(upload.key, where);
      if (common === undefined) yield upload;
      else if (common !== before && common !== where.after?.key) yield common;
    }
    after = found.at(-1);
    if (after === undefined || found.length < BATCH) return;
  }
}
