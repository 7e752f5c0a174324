import type { Resource } from "@slipway/model";
import { usageError } from "../errors/usage-error.ts";
import { select } from "../output/template.ts";
import { durationMs } from "./duration-of.ts";

type Key = string | number | undefined;

/** What may be sorted by without a path; the youngest comes first by its age. */
const WORDS: Readonly<Record<string, (object: Resource, now: Date) => Key>> = {
  name: ({ metadata }) => metadata.name,
  age: ({ metadata }, now) => now.getTime() - Date.parse(metadata.creationTimestamp ?? ""),
  duration: (object, now) => durationMs(object, now),
};

/**
 * The order in which objects are shown: by what `--sort-by` says, the least first, or the newest first. What lacks the value comes
 * last, and what is equal stays as it was.
 */
export function sorted<T>(
  items: readonly T[],
  by: { readonly sortBy: string | undefined; readonly objectOf: (item: T) => Resource; readonly now: Date },
): readonly T[] {
  const keyOf = keyOfSort(by.sortBy ?? "age");
  const keyed = items.map((item) => ({ item, key: keyOf(by.objectOf(item), by.now) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item);
}

function keyOfSort(sortBy: string): (object: Resource, now: Date) => Key {
  const word = Object.hasOwn(WORDS, sortBy) ? WORDS[sortBy] : undefined;
  if (word !== undefined) return word;
  const path = sortBy.replace(/^\{(.*)\}$/s, "$1");
  if (!path.startsWith("."))
    throw usageError(
      `--sort-by ${sortBy}: expected ${Object.keys(WORDS).join(", ")} or a path such as .metadata.name`,
    );
  return (object) => {
    const [found] = select(path, object);
    return typeof found === "number" || typeof found === "string" ? found : undefined;
  };
}

function compare(a: Key, b: Key): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  if (a === undefined || Number.isNaN(a)) return 1;
  if (b === undefined || Number.isNaN(b)) return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
