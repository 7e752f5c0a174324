import { expect, test } from "vitest";
import { LinePages } from "./line-page.ts";

const log = (lines: number, text: string) => (limit: number) =>
  Promise.resolve(
    Array.from({ length: Math.min(limit, lines) }, (_, index) => ({ index, at: new Date(index), text })),
  );

test("ordinary lines come by the page", async () => {
  const { lines, texts } = await new LinePages().next(log(1_000, "loss=1"));
  expect([lines.length, texts.length, lines[499], texts[499]]).toEqual([
    500,
    500,
    { index: 499, at: new Date(499) },
    "loss=1",
  ]);
  expect((await new LinePages().next(log(0, ""))).lines).toEqual([]);
});

test("of long ones a page holds few, each with as much as counts, and the next asks for no more", async () => {
  const pages = new LinePages();
  const { texts } = await pages.next(log(1_000, "x".repeat(64 * 1024)));
  expect([texts.length, new Set(texts.map(({ length }) => length))]).toEqual([16, new Set([16_384])]);
  let asked = 0;
  await pages.next((limit) => {
    asked = limit;
    return log(1_000, "loss=1")(limit);
  });
  expect(asked).toBe(16);
});

test("a line alone is a page, however long it is", async () => {
  expect((await new LinePages().next(log(1, "x".repeat(9_000_000)))).texts[0]).toHaveLength(16_384);
});
