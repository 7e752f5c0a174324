import { defined } from "@slipway/model";
import { commonPrefix } from "../common-prefix.ts";
import type { BucketInfo, ObjectStore, ObjectVersion, VersionMark, VersionPage } from "../object-store.ts";
import { behind, startOf } from "./list-objects.ts";
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
  let { range, key } = start(index, bucket.name, where);
  for (let common: string | undefined; ; ) {
    const rows = index.scan(bucket.name, range, Math.min(where.limit + 1, BATCH));
    for (const row of rows) {
      const before = common;
      common = commonPrefix(row.key, where);
      if (common === undefined) yield versionOf(bucket, row, row.key !== key);
      else if (common !== before && common !== where.after?.key) yield common;
      key = row.key;
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    range = common === undefined ? behindVersion(range, last) : behind(range, common);
  }
}

type VersionRange = Parameters<VersionIndex["scan"]>[1];

const behindVersion = (range: VersionRange, { key, rank }: ObjectRow): VersionRange => ({
  ...range,
  from: Buffer.from(key),
  inclusive: false,
  rank,
});

/**
 * Behind the mark: behind that version of its key, or behind all of them; a common prefix is passed whole. Of a version that is gone
 * nobody knows the age, so that its key begins again: who removes what a page has told, and asks for the next, misses none.
 * `key` is the key of which the newest version has been told.
 */
function start(
  index: VersionIndex,
  bucket: string,
  { after, prefix = "", delimiter = "" }: VersionsWhere,
): { readonly range: VersionRange; readonly key?: string } {
  const range = startOf({ prefix, after: after?.key ?? "", limit: 1 });
  if (range.inclusive || after === undefined) return { range };
  if (after.version === undefined) {
    const passed = commonPrefix(after.key, { prefix, delimiter }) === after.key;
    return { range: passed ? behind(range, after.key) : range };
  }
  const told = index.find(bucket, after.key, after.version);
  return told === undefined
    ? { range: { ...range, inclusive: true } }
    : { range: behindVersion(range, told), key: after.key };
}
