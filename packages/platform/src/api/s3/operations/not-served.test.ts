import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { NOT_SERVED } from "./not-served.ts";

const PAGE = new URL("../../../../../../docs/s3.md", import.meta.url);

it("is told operation by operation in docs/s3.md", () => {
  const page = readFileSync(PAGE, "utf8");
  expect(NOT_SERVED.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
