import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultsOf } from "./results-of.ts";

const of = (text: string, count: number) => resultsOf(Buffer.from(text), count);

describe("the results of several records", () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const several = fc.array(value, { minLength: 2, maxLength: 6 });

  it("are the elements of the list, however many lines it is written in", () => {
    fc.assert(
      fc.property(several, fc.nat(3), fc.boolean(), (values, indent, isBare) => {
        const whole = isBare ? values : { model: "m", predictions: values };
        const text = `${JSON.stringify(whole, null, indent)}\n`;
        expect(of(text, values.length)).toEqual(values.map((one) => JSON.stringify(one)));
        for (const other of [text.trim().split("\n").length, values.length + 1].filter((one) => one > 1))
          if (other !== values.length) expect(() => of(text, other)).toThrow(/which belongs to which/);
      }),
    );
  });

  it("are the lines where the whole is no JSON", () => {
    fc.assert(
      fc.property(several, fc.constantFrom("\n", "\r\n"), (values, end) => {
        const lines = values.map((one) => JSON.stringify(one));
        expect(of(lines.join(end) + end, lines.length)).toEqual(lines);
      }),
    );
    expect(of("0.1,a\n0.2,b\n", 2)).toEqual(["0.1,a", "0.2,b"]);
  });

  it("keep the digits of their numbers", () => {
    expect(of("[0.10, 12345678901234567890]", 2)).toEqual(["0.10", "12345678901234567890"]);
  });

  it.each([
    ['{\n"predictions": [1,2,3]\n}', 2],
    ['{\n"predictions": [1,2]\n}', 3],
    ['{\n"a": [1], "b": [2]\n}', 3],
    ['{\n"score": 1\n}', 3],
    ["1\n2\n", 3],
  ])("are refused where they are not one each: %j for %i", (text, count) => {
    expect(() => of(text, count)).toThrow(/which belongs to which is needed/);
  });
});

it("is the whole answer where there is one record", () => {
  expect(of('{\n"a": [1, 2]\n}\r\n', 1)).toEqual(['{\n"a": [1, 2]\n}']);
});
