import { expect, test } from "vitest";
import { pages } from "./pages.ts";

const PAGES = { "": { items: [1, 2], next: "b" }, b: { items: [], next: "c" }, c: { items: [3] } };
type Page = { readonly items: readonly number[]; readonly next?: string };

const read = async ({ after = "" }: { readonly after?: string }): Promise<Page> =>
  PAGES[after as keyof typeof PAGES];

test("every page comes once and in order, empty ones too", async () => {
  const found = [];
  for await (const page of pages(read)) found.push(page.items);
  expect(found).toEqual([[1, 2], [], [3]]);
});

test("no page is read that nobody asks for", async () => {
  const asked: string[] = [];
  for await (const page of pages((from) => {
    asked.push(from.after ?? "first");
    return read(from);
  })) {
    if (page.items.length === 0) break;
  }
  expect(asked).toEqual(["first", "b"]);
});

test("what a read throws reaches the caller", async () => {
  const walk = async () => {
    for await (const _ of pages(() => Promise.reject(new Error("the revision is compacted"))));
  };
  await expect(walk()).rejects.toThrow("the revision is compacted");
});
