import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text.ts";

describe("plainText", () => {
  it("keeps the first sentence, without markup and entities", () => {
    expect(
      plainText(
        '<p>The <a href="https://x">role</a> that A&amp;B uses (see <code>RoleArn</code>). It must exist.</p>',
      ),
    ).toBe("The role that A&B uses (see RoleArn).");
  });

  it("does not end a sentence within a name or a version", () => {
    expect(plainText("<p>Set train.py to e.g. version 1.2 of it. Then go.</p>")).toBe(
      "Set train.py to e.g. version 1.2 of it.",
    );
  });

  it("cuts what is long at a word", () => {
    const text = plainText(`<p>${"word ".repeat(100)}</p>`) ?? "";
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text.endsWith("word…")).toBe(true);
  });

  it("has nothing to say of nothing", () => {
    expect(plainText(undefined)).toBeUndefined();
    expect(plainText("<p> </p>")).toBeUndefined();
  });
});
