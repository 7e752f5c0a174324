import type { Key } from "@slipway/model";
import { expired } from "./failures.ts";
import type { Range, Slice } from "./storage.ts";
import { type KeyRange, keyRange, type Tables } from "./tables.ts";

interface Entry {
  readonly key: Key;
  readonly rv: number;
}

/** The range as it stands, or as it stood at an earlier revision that history still covers. */
export function slice(
  tables: Tables,
  resource: string,
  range: Range,
  now: { readonly head: number; readonly compacted: number },
): Slice {
  const at = range.at ?? now.head;
  if (at < now.compacted) throw expired(at, now.compacted);
  const keys = keyRange(resource, range.prefix, range.after);
  const limit = range.limit ?? EVERYTHING;
  const found = at < now.head ? past(tables, keys, at, limit + 1) : tables.page(keys, limit + 1);
  const entries = found.slice(0, limit);
  return {
    items: entries.map((entry) => tables.object(entry.rv)),
    keys: entries.map((entry) => entry.key),
    revision: at,
    more: found.length > limit,
  };
}

/** More than there can be. */
const EVERYTHING = 2 ** 40;

/** The present range with what was written since `at` undone. */
function past(tables: Tables, keys: KeyRange, at: number, limit: number): readonly Entry[] {
  const undo = tables.before(at, keys);
  if (undo.size === 0) return tables.page(keys, limit);
  const present = tables.page(keys, limit + undo.size).filter((entry) => !undo.has(entry.key));
  const undone = [...undo].filter(([, rv]) => rv > 0).map(([key, rv]) => ({ key, rv }));
  return [...present, ...undone].sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit);
}
