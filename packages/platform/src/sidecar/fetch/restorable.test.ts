import fc from "fast-check";
import { expect, it } from "vitest";
import { restorable } from "./restorable.ts";

const stored = (times: Readonly<Record<string, number>>) =>
  Object.entries(times).map(([path, time]) => ({
    ...{ bucket: "bucket", key: `job/${path}`, path },
    storedAt: new Date(time),
  }));
const restored = (times: Readonly<Record<string, number>>) =>
  restorable(stored(times)).map(({ path }) => path);

it.each<[Readonly<Record<string, number>>, readonly string[]]>([
  [{ a: 1, "b/c": 2, "b/d": 1 }, ["a", "b/c", "b/d"]],
  [{ a: 1, "a/b": 2 }, ["a/b"]],
  [{ a: 2, "a/b": 1, "a/c": 1 }, ["a"]],
  [{ a: 2, "a.b": 1, "a/b": 1, ab: 1 }, ["a", "a.b", "ab"]],
  [{ a: 5, "a/b": 1, "a/b/c": 3 }, ["a"]],
  [{ a: 1, "a/b": 2, "a/b/c": 3 }, ["a/b/c"]],
])("of %j restores %j", (times, paths) => expect(restored(times)).toEqual(paths));

it("leaves what a disk can hold, with what was stored last", () => {
  const path = fc
    .array(fc.constantFrom("a", "b"), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.dictionary(path, fc.integer({ min: 1, max: 9 })), (times) => {
      const found = restored(times);
      for (const one of found) expect(found.some((other) => other.startsWith(`${one}/`))).toBe(false);
      const newest = Math.max(0, ...Object.values(times));
      expect(Math.max(0, ...found.map((one) => times[one] ?? 0))).toBe(newest);
    }),
  );
});
