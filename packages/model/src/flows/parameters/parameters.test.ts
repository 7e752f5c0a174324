import { describe, expect, test } from "vitest";
import type { FlowParameter, ParameterType } from "../definition.ts";
import { FlowProblems } from "../graph/problem.ts";
import { readDefinition } from "../read-definition.ts";
import { parametersFromTexts, parametersFromValues } from "./parameter-values.ts";

const one = (type: ParameterType, more: Partial<FlowParameter> = {}): readonly FlowParameter[] => [
  { name: "p", type, ...more },
];

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof FlowProblems) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("Texts of a command line become values of their type", () => {
  test.each<[ParameterType, string, unknown]>([
    ["string", "7", "7"],
    ["string", "", ""],
    ["integer", "7", 7],
    ["integer", "-0", 0],
    ["integer", "-9007199254740991", -9007199254740991],
    ["number", "0.1", 0.1],
    ["number", "-1.5e-3", -0.0015],
    ["number", "7", 7],
    ["boolean", "true", true],
    ["boolean", "false", false],
    ["date", "2026-11-30", "2026-11-30"],
    ["date", "2028-02-29", "2028-02-29"],
    ["date", "2000-02-29", "2000-02-29"],
    ["list", "[0.1,0.2]", [0.1, 0.2]],
    ["list", " [ ] ", []],
    ["object", '{"a":{"b":[null,true,"x"]}}', { a: { b: [null, true, "x"] } }],
  ])("%s: %s", (type, text, value) => {
    expect(parametersFromTexts(one(type), { p: text })).toEqual({ p: value });
  });

  test.each<[ParameterType, string, string]>([
    ["integer", "7.0", 'parameters.p: is "7.0": expected a whole number, e.g. 7'],
    ["integer", "007", "expected a whole number"],
    ["integer", "1e3", "expected a whole number"],
    ["integer", "", 'is "": expected a whole number'],
    ["integer", "9007199254740993", "whole numbers go from -9007199254740991 to 9007199254740991"],
    ["number", "0x10", "expected a number, e.g. 0.1"],
    ["number", "1e400", "expected a number"],
    ["number", "NaN", "expected a number"],
    ["number", " 1", "expected a number"],
    ["boolean", "True", 'is "True": expected true or false'],
    ["date", "2026-02-29", 'is "2026-02-29": 2026-02 has 28 days'],
    ["date", "1900-02-29", "1900-02 has 28 days"],
    ["date", "2026-04-31", "2026-04 has 30 days"],
    ["date", "2026-13-01", "there is no month 13"],
    ["date", "2026-00-01", "there is no month 00"],
    ["date", "2026-01-00", "2026-01 has 31 days"],
    ["date", "0000-01-01", "there is no year 0000"],
    ["date", "2026-1-1", "expected a date, e.g. 2026-11-30"],
    ["date", "30.11.2026", "expected a date"],
    ["list", "0.1,0.2", "expected a list, in JSON, e.g. [0.1, 0.2]"],
    ["list", "{}", "expected a list"],
    ["list", "[9007199254740993]", "which JSON's numbers cannot hold exactly"],
    ["list", `${"[".repeat(40)}${"]".repeat(40)}`, "is nested deeper than 32 levels"],
    ["object", "[]", "expected an object, in JSON"],
    ["object", "null", "expected an object"],
  ])("and are refused otherwise: %s %s", (type, text, message) => {
    expect(problemsOf(() => parametersFromTexts(one(type), { p: text })).join("\n")).toContain(message);
  });
});

describe("Values of JSON are of their type or refused", () => {
  test.each<[ParameterType, unknown]>([
    ["string", "x"],
    ["integer", 7],
    ["number", 0.5],
    ["boolean", false],
    ["date", "2026-11-30"],
    ["list", [1, "a"]],
    ["object", {}],
  ])("%s: %j", (type, value) => {
    expect(parametersFromValues(one(type), { p: value })).toEqual({ p: value });
  });

  test.each<[ParameterType, unknown, string]>([
    ["string", 7, "parameters.p: is 7: expected a text"],
    ["integer", "7", 'is "7": expected a whole number'],
    ["integer", 7.5, "is 7.5: expected a whole number"],
    ["integer", 2 ** 53, "whole numbers go from"],
    ["number", Number.NaN, "expected a number"],
    ["boolean", "true", "expected true or false"],
    ["boolean", null, "is null: expected true or false"],
    ["date", 20261130, "expected a date"],
    ["date", "2026-06-31", "2026-06 has 30 days"],
    ["list", {}, "is {}: expected a list"],
    ["object", { a: { b: 2 ** 60 } }, "which JSON's numbers cannot hold exactly"],
  ])("%s: %j is told", (type, value, message) => {
    expect(problemsOf(() => parametersFromValues(one(type), { p: value })).join("\n")).toContain(message);
  });
});

describe("Of all parameters together", () => {
  const parameters: readonly FlowParameter[] = [
    { name: "day", type: "date" },
    { name: "rates", type: "list", default: [0.1] },
    { name: "mode", type: "string", enum: ["full", "delta"], default: "delta" },
    { name: "shape", type: "object", enum: [{ a: 1, b: 2 }], default: { a: 1, b: 2 } },
  ];

  test("what is not given has its default", () => {
    expect(parametersFromTexts(parameters, { day: "2026-11-30" })).toEqual({
      day: "2026-11-30",
      rates: [0.1],
      mode: "delta",
      shape: { a: 1, b: 2 },
    });
  });

  test("members of an object may stand in another order than its enum has them", () => {
    expect(parametersFromTexts(parameters, { day: "2026-11-30", shape: '{"b":2,"a":1}' })["shape"]).toEqual({
      a: 1,
      b: 2,
    });
  });

  test("all that is wrong is told at once", () => {
    expect(
      problemsOf(() => parametersFromTexts(parameters, { rates: "0.1", mode: "ful", dya: "x", other: "y" })),
    ).toEqual([
      "parameters.day: is not given and has no default: expected a date, e.g. 2026-11-30",
      'parameters.rates: is "0.1": expected a list, in JSON, e.g. [0.1, 0.2]',
      'parameters.mode: is "ful": did you mean full?',
      "parameters.dya: is not known: did you mean day?",
      "parameters.other: is not known: expected day, rates, mode, shape",
    ]);
    expect(problemsOf(() => parametersFromValues([], { x: 1 }))).toEqual([
      "parameters.x: is not known: the flow has no parameters",
    ]);
  });

  test("names that every object has mean nothing else", () => {
    expect(problemsOf(() => parametersFromTexts([{ name: "constructor", type: "string" }], {}))).toEqual([
      "parameters.constructor: is not given and has no default: expected a text",
    ]);
    const values = parametersFromTexts(
      [{ name: "__proto__", type: "string" }],
      JSON.parse('{"__proto__":"x"}'),
    );
    expect(Object.entries(values)).toEqual([["__proto__", "x"]]);
  });

  test("more than an object can hold is refused", () => {
    expect(problemsOf(() => parametersFromTexts(one("string"), { p: "x".repeat(2 ** 20 + 1) }))).toEqual([
      "parameters: have 1048577 characters together, and may have 1048576: keep data in buckets",
    ]);
  });
});

describe("A definition's own values", () => {
  const steps = [{ name: "a", pass: {} }];

  test.each([
    [
      { name: "p", type: "date", default: "2026-02-30" },
      'parameters[0].default: is "2026-02-30": 2026-02 has 28 days',
    ],
    [{ name: "p", type: "integer", default: "7" }, 'parameters[0].default: is "7": expected a whole number'],
    [{ name: "p", type: "string", enum: ["a", 7] }, "parameters[0].enum[1]: is 7: expected a text"],
    [{ name: "p", type: "string", enum: ["a"], default: "b" }, 'parameters[0].default: is "b": expected "a"'],
    [{ name: "p", type: "string", enum: [] }, "parameters[0].enum: has no values"],
    [{ name: "", type: "string" }, "parameters[0].name: has 0 characters"],
  ])("%j", (parameter, message) => {
    expect(problemsOf(() => readDefinition({ parameters: [parameter], steps })).join("\n")).toContain(
      message,
    );
  });

  test("are told with what else is wrong", () => {
    const p = { name: "p", type: "string" };
    expect(problemsOf(() => readDefinition({ parameters: [p, p], steps: [{ name: "a" }] }))).toEqual([
      'parameters[1].name: another parameter is called "p"',
      "steps[0]: has nothing to do: expected one of run, resource, flow, wait, approve, notify, steps, pass",
    ]);
  });
});
