import { defined } from "@slipway/model";
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
  const { store, bucket, prefix, delimiter, limit } = where;
  const page: UploadInfo[] = [];
  const prefixes: string[] = [];
  let last: UploadsPage["last"];
  let cursor = where.after;
  for (;;) {
    const found = await store.uploads(bucket, { prefix, limit: BATCH, ...defined({ after: cursor }) });
    for (const upload of found) {
      const common = commonPrefix(upload.key, prefix, delimiter);
      cursor = { key: upload.key, id: upload.id };
      if (common !== undefined && common === where.after?.key) continue;
      const isNew = common === undefined || !prefixes.includes(common);
      if (isNew && page.length + prefixes.length === limit) return { page, prefixes, last };
      if (common === undefined) page.push(upload);
      else if (isNew) prefixes.push(common);
      last = common === undefined ? cursor : { key: common, id: "" };
    }
    if (found.length < BATCH) return { page, prefixes, last: undefined };
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
