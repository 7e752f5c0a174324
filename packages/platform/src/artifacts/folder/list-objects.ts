import { defined } from "@slipway/model";
import type { ArtifactInfo, ArtifactPage, ListWhere } from "../artifacts.ts";
import { commonPrefix } from "../common-prefix.ts";
import type { KeyRange, ObjectIndex, ObjectRow } from "./object-index.ts";

const BATCH = 1000;

/** One page in the order of the keys' bytes; a common prefix counts as one entry. */
export function listObjects(
  index: ObjectIndex,
  bucket: string,
  where: ListWhere,
  infoOf: (row: ObjectRow) => ArtifactInfo,
): ArtifactPage {
  const items: ArtifactInfo[] = [];
  const prefixes: string[] = [];
  let next: string | undefined;
  for (const entry of entries(index, bucket, where)) {
    if (items.length + prefixes.length === where.limit) {
      return { items, prefixes, ...defined({ next }) };
    }
    if (typeof entry === "string") prefixes.push(entry);
    else items.push(infoOf(entry));
    next = typeof entry === "string" ? entry : entry.key;
  }
  return { items, prefixes };
}

/** An object, or the common prefix of several. */
type Entry = ObjectRow | string;

function* entries(index: ObjectIndex, bucket: string, where: ListWhere): Generator<Entry> {
  const batch = Math.min(where.limit + 1, BATCH);
  let range = whereFrom(where);
  let common: string | undefined;
  for (;;) {
    const rows = index.scan(bucket, range, batch);
    for (const row of rows) {
      const before = common;
      common = commonPrefix(row.key, where);
      if (common === undefined) yield row;
      else if (common !== before && common !== where.after) yield common;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    range =
      common === undefined
        ? { ...range, from: Buffer.from(last.key), inclusive: false }
        : behind(range, common);
  }
}

/** Keys below a common prefix that the page before ended with are passed. */
function whereFrom(where: ListWhere): KeyRange {
  const range = startOf(where);
  const { after } = where;
  const passed = after !== undefined && commonPrefix(after, where) === after;
  return passed && !range.inclusive ? behind(range, after) : range;
}

export function startOf({ prefix = "", after = "" }: ListWhere): KeyRange {
  const start = Buffer.from(prefix);
  const from = Buffer.from(after);
  const end = prefix === "" ? {} : { until: successor(start) };
  return Buffer.compare(from, start) < 0
    ? { from: start, inclusive: true, ...end }
    : { from, inclusive: false, ...end };
}

/** Jumps over all keys below a common prefix, however many they are. */
export const behind = (range: KeyRange, common: string): KeyRange => ({
  ...range,
  from: successor(Buffer.from(common)),
  inclusive: true,
});

/** The least byte string behind all that start so; UTF-8 has no byte 0xFF, so the last byte can always grow. */
export function successor(start: Buffer): Buffer {
  const end = Buffer.from(start);
  const last = end.length - 1;
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
