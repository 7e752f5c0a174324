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
  const limit = range.limit ?? Number.MAX_SAFE_INTEGER;
  const entries = at < now.head ? past(tables, keys, at, limit) : tables.page(keys, limit);
  const last = entries.at(-1);
  return {
    items: entries.map((entry) => tables.object(entry.rv)),
    keys: entries.map((entry) => entry.key),
    revision: at,
    remaining: last === undefined || entries.length < limit ? 0 : tables.count({ ...keys, after: last.key }),
  };
}

/** The present range with what was written since `at` undone. */
function past(tables: Tables, keys: KeyRange, at: number, limit: number): readonly Entry[] {
  const undo = tables.before(at, keys);
  if (undo.size === 0) return tables.page(keys, limit);
  const room = limit === Number.MAX_SAFE_INTEGER ? limit : limit + undo.size;
  const present = tables.page(keys, room).filter((entry) => !undo.has(entry.key));
  const undone = [...undo].filter(([, rv]) => rv > 0).map(([key, rv]) => ({ key, rv }));
  return [...present, ...undone]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, limit === Number.MAX_SAFE_INTEGER ? undefined : limit);
}
