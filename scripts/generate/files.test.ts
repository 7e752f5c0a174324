import { describe, expect, it } from "vitest";
import { generatedFiles } from "./files.ts";
import { leftOver, textOf } from "./present.ts";

describe("generated files", () => {
  const files = generatedFiles();

  it.each([...files])("%s is what `npm run generate` makes", (path, text) => {
    expect(textOf(path) === text).toBe(true);
  });

  it("leave none behind that nothing makes any more", () => {
    expect(leftOver(files)).toEqual([]);
  });
});
