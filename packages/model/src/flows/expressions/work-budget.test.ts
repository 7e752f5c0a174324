import { describe, expect, test } from "vitest";
import { type Context, Expression } from "./expression.ts";
import { toCel } from "./values.ts";

const LONG = 100_000;
const list = Array.from({ length: LONG }, (_, at) => at);
const texts = list.map((at) => `text ${at}`);
const context: Context = {
  parameters: toCel({
    l: list,
    texts,
    others: list.map((at) => -1 - at),
    objects: list.map((at) => ({ at })),
    m: Object.fromEntries(texts.map((text) => [text, 1])),
    s: "a".repeat(LONG * 5),
    needle: `b${"a".repeat(LONG)}`,
    digits: "1".repeat(LONG),
    json: JSON.stringify(texts.slice(0, 10_000)),
  }),
};

const doubled = (from: string, levels: number): string =>
  Array.from({ length: levels }, (_, at) => at).reduceRight(
    (inner, at) =>
      `cel.bind(v${at}, ${at === 0 ? `${from} + ${from}` : `v${at - 1} + v${at - 1}`}, ${inner})`,
    `size(v${levels - 1})`,
  );

/** Far more than what is allowed takes, and far less than what is not. */
const PATIENCE_MS = 30_000;

describe("an expression that would take minutes, or more memory than there is, ends at once and says why", () => {
  test.each([
    "parameters.l.map(x, parameters.l + [x])",
    "parameters.l.map(x, [x] + parameters.l).size() > 0",
    doubled("parameters.l", 22),
    doubled("parameters.s", 22),
    "parameters.l.filter(x, x in parameters.others)",
    "parameters.objects.filter(x, x in parameters.objects)",
    "parameters.objects.exists(x, x in parameters.others || false)",
    "parameters.l.all(x, parameters.l == parameters.others || true)",
    "parameters.l.exists(x, parameters.m == {'a': x})",
    "parameters.l.exists(x, string(x) in parameters.m && false)",
    "parameters.l.exists(x, parameters.m || false)",
    "parameters.l.exists(x, parameters.m)",
    "parameters.l.exists(x, parameters.m + parameters.m == 1)",
    "parameters.l.filter(x, size(parameters.s) == x)",
    "parameters.l.filter(x, parameters.s.contains('b'))",
    "parameters.s.contains(parameters.needle)",
    "parameters.s.split('a').map(x, parameters.s.split('a'))",
    "parameters.texts.join(parameters.s)",
    "parameters.l.map(x, bytes(parameters.json).json())",
    "parameters.l.filter(x, (parameters.s + 'a') == (parameters.s + 'b'))",
    `[${Array(70).fill("parameters.l.map(x, x)").join(", ")}]`,
  ])(
    "%s",
    (text) => {
      const from = Date.now();
      const message = expect.stringMatching(/takes more work than one expression may/);
      expect(() => new Expression(text).evaluate(context)).toThrow(
        expect.objectContaining({ name: "ExpressionError", message }),
      );
      expect(Date.now() - from).toBeLessThan(PATIENCE_MS);
    },
    2 * PATIENCE_MS,
  );

  test("duration(parameters.digits)", () => {
    expect(() => new Expression("duration(parameters.digits)").evaluate(context)).toThrow(
      "reads a duration of 100000 characters, and may have 100",
    );
  });
});

describe("what long lists and texts are for has its value", () => {
  test.each([
    ["parameters.l.filter(x, x < 3 && x != 1)", [0, 2]],
    ["size(parameters.l + parameters.others)", 2 * LONG],
    ["parameters.l.exists(x, x == 99999)", true],
    ["'text 7' in parameters.texts && 5 in parameters.l", true],
    ["parameters.texts.filter(x, x.startsWith('text 9999')).size()", 11],
    ["parameters.s.contains('b') || parameters.s.size() == 500000", true],
    ["parameters.m['text 5'] == 1 && 'text 6' in parameters.m", true],
    ["parameters.l == parameters.l", true],
    ["size(parameters.texts.map(x, x + '!').join(','))", 1_188_889],
    ["cel.bind(few, parameters.l.filter(x, x < 100), few.filter(x, x in [1, 2]))", [1, 2]],
  ])("%s", (text, expected) => {
    expect(new Expression(text).evaluate(context)).toEqual(expected);
  });
});
