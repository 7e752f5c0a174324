import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanNumber } from "./number-scanner.ts";

const scan = (text: string) => scanNumber(Buffer.from(`<${text}>`), 1, text.length + 1);

describe("scanNumber", () => {
  test("reads what JavaScript prints, exactly", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(scan(String(value))).toBe(Number(String(value)));
      }),
    );
  });

  test.each([
    "0.1",
    "-12.5",
    "+3",
    ".5",
    "5.",
    "1e-3",
    "1E+10",
    "123456789012345678",
    "0.12345678901234567890",
  ])("reads %s", (text) => {
    expect(scan(text)).toBe(Number(text));
  });

  test.each(["", "-", ".", "1,2", "0x10", "1e", "--1", "1_000", "inf", "Infinity", "1e39", "abc"])(
    "says that %j is no number",
    (text) => {
      expect(scan(text)).toBeUndefined();
    },
  );

  test("takes nan in any case as missing", () => {
    expect(scan("NaN")).toBeNaN();
    expect(scan("nan")).toBeNaN();
  });
});
