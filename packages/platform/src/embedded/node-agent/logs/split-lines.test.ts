import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_LINE_BYTES, splitLines } from "./split-lines.ts";

describe("splitting output into lines", () => {
  it("takes whole lines and leaves the beginning of one that is still being written", () => {
    expect(splitLines(Buffer.from("one\ntwo\r\n\nthr"), false)).toEqual({
      texts: ["one", "two", ""],
      consumed: 10,
    });
  });

  it("takes the rest as a line when nothing follows", () => {
    expect(splitLines(Buffer.from("one\nrest"), true)).toEqual({ texts: ["one", "rest"], consumed: 8 });
    expect(splitLines(Buffer.from("one\n"), true)).toEqual({ texts: ["one"], consumed: 4 });
  });

  it("cuts a line that is too long into pieces, never inside a character", () => {
    const { texts } = splitLines(Buffer.from(`${"x".repeat(MAX_LINE_BYTES - 1)}éé\n`), false);
    expect(texts).toEqual(["x".repeat(MAX_LINE_BYTES - 1), "éé"]);
  });

  it("gives the same lines however the output is read", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constant("\n"),
      fc.constant("x".repeat(MAX_LINE_BYTES)),
      fc.constant("é".repeat(40_000)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 5_000 }), (pieces, extra) => {
        const bytes = Buffer.from(pieces.join(""));
        const whole = splitLines(bytes, true).texts;
        const texts: string[] = [];
        for (let at = 0; at < bytes.length; ) {
          const end = Math.min(bytes.length, at + MAX_LINE_BYTES + extra);
          const part = splitLines(bytes.subarray(at, end), end === bytes.length);
          texts.push(...part.texts);
          at += part.consumed;
        }
        expect(texts).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });
});
