import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { Expression } from "./expression.ts";
import { Template, textOf } from "./template.ts";
import { toCel } from "./values.ts";

const context = {
  parameters: toCel({
    day: "2026-03-29",
    deep: true,
    deepest: `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
  }),
  steps: toCel({
    fit: { results: { auc: 0.91, rows: 3, one: 1, list: [1, 2, 3], "by-name": "x" }, state: "success" },
    "fit-2": { results: { auc: 0.5 } },
  }),
} as const;
const value = (text: string) => new Expression(text).evaluate(context);

describe("an expression", () => {
  test.each([
    ["steps.fit.results.auc >= 0.8", true],
    ["steps.fit.results.one >= 0.8", true],
    ["steps.fit.results.rows + 1", 4],
    ["steps.fit.results.rows * 0.5", 1.5],
    ["0.5 + steps.fit.results.rows", 3.5],
    ['steps["fit-2"].results.auc < steps.fit.results.auc', true],
    ['steps.fit.results["by-name"]', "x"],
    ["steps.fit.results.list.filter(x, x > 1)", [2, 3]],
    ["steps.fit.results.?auk.orValue(0.1)", 0.1],
    ["has(steps.fit.results.auk) ? 1 : 2", 2],
    ["steps.fit.results.list[steps.fit.results.one]", 2],
    ['timestamp(parameters.day + "T00:00:00Z") + duration("24h")', "2026-03-30T00:00:00.000Z"],
    ['{"a": steps.fit.results.rows, "b": [1, "x", null]}', { a: 3, b: [1, "x", null] }],
  ])("%s", (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test.each([
    ["1 +", 3, "Unexpected token: EOF"],
    ["stepz.fit", 0, "Unknown variable: stepz; did you mean steps?"],
    ["1 + nothing", 4, "Unknown variable: nothing"],
    ['"a".matches("(a+)+$")', 0, "matches() is not served: use startsWith, endsWith or contains"],
    ["[1].map(a, [2].map(b, b))", 11, "walks over a list within a walk over a list: one of them is allowed"],
    [
      "steps[parameters.which].results.auc",
      0,
      'does not say which: it is named by steps.NAME or steps["NAME"]',
    ],
    ["size(steps) > 0", 5, 'does not say which: it is named by steps.NAME or steps["NAME"]'],
    ["1 + 'a'", 0, "no such overload: int + string"],
    ["x".repeat(5_000), 0, "has 5000 characters, and may have 4096"],
    [`${"(".repeat(60)}1${")".repeat(60)}`, 50, "Exceeded maxDepth (50)"],
  ])("%s is refused with its place", (text, at, message) => {
    expect(() => new Expression(text)).toThrow(expect.objectContaining({ at, message }));
  });

  test.each([
    ["steps.fit.results.auk", "No such key: auk"],
    ["steps.fit.constructor", "No such key: constructor"],
    ["1 / 0", "division by zero"],
    ["9007199254740991 + 2", "gives 9007199254740993, which JSON's numbers cannot hold"],
    ["steps.fit.results.auc / 0.0", "gives Infinity, which JSON cannot say"],
    ["bytes(parameters.day).json()", expect.stringMatching(/^has no value: .* JSON/)],
    [
      'timestamp(parameters.day + "T00:00:00Z").getHours("Mars/Base")',
      "has no value: Invalid time zone specified: Mars/Base",
    ],
    [
      'timestamp(parameters.day + "T00:00:00Z") + duration("9999999999h")',
      "gives a time beyond all calendars",
    ],
    [
      '(timestamp(parameters.day + "T00:00:00Z") + duration("9999999999h")).getHours()',
      expect.stringMatching(/^has no value: /),
    ],
    [
      "bytes('[' + '[0]' + ',' + parameters.deepest + ']').json()",
      "gives a value nested deeper than 1000 levels",
    ],
    ["parameters.nothing.getHours(parameters.day)", "No such key: nothing"],
  ])("%s has no value, and says why", (text, message) => {
    expect(() => value(text)).toThrow(expect.objectContaining({ name: "ExpressionError", message }));
  });

  test("reads no value that is nested too deep", () => {
    let deep: Json = 0;
    for (let level = 0; level < 20_000; level++) deep = [deep];
    expect(() => toCel(deep)).toThrow(
      expect.objectContaining({
        name: "ExpressionError",
        message: "reads a value nested deeper than 1000 levels",
      }),
    );
  });

  test("says what it reads, by its form", () => {
    const text =
      "steps.a.results.x > 1 && has(steps.b.state) && steps.c.results[parameters.k] == steps.a.results.y[0]";
    const { steps, parameters } = new Expression(text).references;
    expect(Object.fromEntries(steps)).toEqual({ a: new Set(["x", "y"]), b: undefined, c: undefined });
    expect(parameters).toEqual(new Set(["k"]));
  });

  test("decides by true and false alone", () => {
    expect(new Expression("parameters.deep").decide(context)).toBe(true);
    expect(() => new Expression("steps.fit.results.rows").decide(context)).toThrow(
      "gives 3, and has to be true or false",
    );
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
describe("a text with expressions", () => {
  test.each([
    ["no expression", "no expression"],
    ["${{ steps.fit.results.list }}", [1, 2, 3]],
    [" ${{ steps.fit.results.list }}", " [1,2,3]"],
    ["--day=${{ parameters.day }} ${{steps.fit.results.rows}}", "--day=2026-03-29 3"],
    ['${{ {"a": {"b": "}}"}} }}', { a: { b: "}}" } }],
    ['${{ {"a": {"b": 1}}}}', { a: { b: 1 } }],
    ["${{ 1.0e-7 }} ${{ 1e21 }}!", "0.0000001 1000000000000000000000!"],
  ])("%s", (text, expected) => {
    expect(new Template(text).evaluate(context)).toEqual(expected);
  });

  test.each([
    1e-300, -5e-324, 1.2345678901234568e-10, 1e21, -1.7976931348623157e308, 1.5e-7, 123456789.125, -0.1,
  ])("holds the number %d so that it reads back the same, without an exponent", (number) => {
    expect(textOf(number)).toMatch(/^-?\d+(\.\d+)?$/);
    expect(Number(textOf(number))).toBe(number);
  });

  test("tells where in it what is wrong", () => {
    expect(() => new Template("a ${{ 1 + }}")).toThrow(expect.objectContaining({ at: 10 }));
    expect(() => new Template("abc ${{ 1")).toThrow(
      expect.objectContaining({ at: 4, message: "begins with ${{ and is not ended by }}" }),
    );
    expect(() => new Template("${{ 1 }}".repeat(101))).toThrow("holds more than 100 expressions");
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
