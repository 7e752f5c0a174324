import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) =>
  readFileSync(new URL(`../../packages/pipelines/${path}`, import.meta.url), "utf8");

test("the README of pipelines shows programs that are compiled and tests that run", () => {
  const shown = [...read("README.md").matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(shown).toEqual([read("src/testing/readme/nightly.ts"), read("src/testing/readme/nightly.test.ts")]);
});
