import { defined } from "@slipway/model";
import type { BucketInfo, ObjectStore, ObjectVersion, VersionMark, VersionPage } from "../object-store.ts";
import { behind, commonPrefix, startOf } from "./list-objects.ts";
import type { ObjectRow } from "./object-index.ts";
import { infoOf } from "./object-writer.ts";
import type { VersionIndex } from "./version-index.ts";

export type VersionsWhere = Parameters<ObjectStore["versions"]>[1];

const BATCH = 1000;

/** One page by key and age; a common prefix counts as one entry. */
export function listVersions(index: VersionIndex, bucket: BucketInfo, where: VersionsWhere): VersionPage {
  const items: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let next: VersionMark | undefined;
  for (const entry of entries(index, bucket, where)) {
    if (items.length + prefixes.length === where.limit) return { items, prefixes, ...defined({ next }) };
    if (typeof entry === "string") prefixes.push(entry);
    else items.push(entry);
    next = typeof entry === "string" ? { key: entry } : { key: entry.key, version: entry.version };
  }
  return { items, prefixes };
}

export function versionOf(bucket: BucketInfo, row: ObjectRow, latest: boolean): ObjectVersion {
  return { ...infoOf(bucket, row), version: row.version, latest, marker: row.body === "" };
}

function* entries(
  index: VersionIndex,
  bucket: BucketInfo,
  where: VersionsWhere,
): Generator<ObjectVersion | string> {
  const batch = Math.min(where.limit + 1, BATCH);
  let range = start(index, bucket.name, where);
  let key = where.after?.version === undefined ? undefined : where.after.key;
  let common: string | undefined;
  for (;;) {
    const rows = index.scan(bucket.name, range, batch);
    for (const row of rows) {
      const before = common;
      common = commonPrefix(row.key, where);
      if (common === undefined) yield versionOf(bucket, row, row.key !== key);
      else if (common !== before && common !== where.after?.key) yield common;
      key = row.key;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    range =
      common === undefined
        ? { ...range, from: Buffer.from(last.key), inclusive: false, rank: last.rank }
        : behind(range, common);
  }
}

/** Behind the mark: behind that version of its key, or behind all of them; a common prefix is passed whole. */
function start(
  index: VersionIndex,
  bucket: string,
  { after, prefix = "", delimiter = "" }: VersionsWhere,
): Parameters<VersionIndex["scan"]>[1] {
  const range = startOf({ prefix, after: after?.key ?? "", limit: 1 });
  if (range.inclusive || after === undefined) return range;
  const passed = after.version === undefined && commonPrefix(after.key, { prefix, delimiter }) === after.key;
  if (passed) return behind(range, after.key);
  const rank = after.version === undefined ? undefined : index.find(bucket, after.key, after.version)?.rank;
  return { ...range, ...defined({ rank }) };
}
