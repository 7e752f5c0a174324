import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "./files.ts";

describe("generated files", () => {
  it.each([...generatedFiles()])("%s is what `npm run generate` makes", (path, text) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8") === text).toBe(true);
  });
});
