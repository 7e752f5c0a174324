import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const PAGE = join(import.meta.dirname, "../../docs/drain-contract.md");
const rows = readFileSync(PAGE, "utf8")
  .split("\n")
  .filter((line) => /^\| \d/.test(line));

test("the list of what keeps requests from failing is whole, and each row names what shows it", () => {
  expect(rows.map((row) => Number(/^\| (\d+)/.exec(row)?.[1]))).toEqual(
    Array.from({ length: 21 }, (_, index) => index + 1),
  );
  for (const row of rows) {
    const shown = row.split("|").at(-2)?.trim() ?? "";
    const files = [...shown.matchAll(/\]\(([^)]+)\)/g)].map(([, file = ""]) => join(dirname(PAGE), file));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect([files.length > 0, shown === "the same"]).toContain(true);
  }
});
