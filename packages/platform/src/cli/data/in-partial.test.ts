import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inPartial, writeInto } from "./in-partial.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-partial-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function* saying(...words: readonly (string | Error)[]): AsyncGenerator<Buffer> {
  for (const word of words) {
    if (word instanceof Error) throw word;
    yield Buffer.from(word);
  }
}
const write = (path: string, ...words: readonly (string | Error)[]) =>
  inPartial(path, (partial) => writeInto(path, { partial, bytes: saying(...words) }));

test("A file is there whole, in folders that were not there", async () => {
  const path = join(folder, "a/b/answers");
  await write(path, "one ", "two");
  expect(readFileSync(path, "utf8")).toBe("one two");
  expect(readdirSync(join(folder, "a/b"))).toEqual(["answers"]);
});

test("What breaks off leaves what was there, and nothing else", async () => {
  const path = join(folder, "answers");
  writeFileSync(path, "before");
  await expect(write(path, "one ", new Error("broke off"))).rejects.toThrow("broke off");
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["answers"]);
});

test("A place that cannot be written to is said with a code", async () => {
  writeFileSync(join(folder, "file"), "");
  await expect(write(join(folder, "file/answers"), "one")).rejects.toMatchObject({ code: "SLIP-CLI-002" });
});
