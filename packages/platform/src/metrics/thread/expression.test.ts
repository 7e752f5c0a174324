import { describe, expect, test } from "vitest";
import { compileExpression } from "./expression.ts";

const first = (regex: string, text: string) => compileExpression(regex)(text)?.value;

// Python's documentation of `re` says what each of these means; SageMaker's users write them.
describe("an expression", () => {
  test.each([
    ["a lazy group", "Train_error=(.*?);", "Train_error=0.138318; Valid_error=0.324557;", "0.138318"],
    ["a group that is named", "loss=(?P<value>[0-9.]+)", "loss=0.5", "0.5"],
    ["a flag at its beginning", "(?i)LOSS=([0-9.]+)", "loss=0.5", "0.5"],
    ["a look behind", "(?<!val_)loss=([0-9.]+)", "val_loss=1 loss=2", "2"],
    ["a look ahead", "loss=([0-9.]+)(?=;)", "loss=1, loss=2;", "2"],
    ["a look ahead at its beginning", "^(?!.*val).*loss=([0-9.]+)", "train loss=2", "2"],
    ["a look ahead and a flag", "(?i)LOSS=([0-9.]+)(?=;)", "loss=2;", "2"],
    ["a look ahead and a named group", "(?P<v>[0-9.]+)(?= s)", "12 s", "12"],
    ["a back-reference", "([0-9]+)/\\1", "3/4 5/5", "5"],
    ["a back-reference by name", "(?P<v>[0-9]+)/(?P=v)", "3/4 5/5", "5"],
    ["a bracket in a set", "([\\])0-9(?=.]+);(?=x)", "0.5;x", "0.5"],
    ["a closing bracket at the beginning of a set", "=([]0-9.]+)(?=;)", "=[5];=5];", "5]"],
    ["an anchor of Python's and a look ahead", "\\Aloss=([0-9.]+)(?=;)", "loss=1;", "1"],
  ])("with %s finds what Python finds", (_, regex, text, value) => {
    expect(first(regex, text)).toBe(value);
  });

  test.each([
    ["before its value", "^\\[(?<step>[0-9]+)\\].*rmse:([0-9.]+)", "[12] train-rmse:0.5", "12", "0.5"],
    ["after it, in Python's words", "loss=([0-9.]+) epoch=(?P<step>\\d+)", "loss=0.5 epoch=3", "3", "0.5"],
    ["and a look ahead", "(?=.*;)[(] (x)?(?<step>\\d+) ([0-9.]+)", "( 7 0.5;", "7", undefined],
    ["first, and a look ahead", "(?=.*;)(?:[(]\\() (?<step>\\d+) ([0-9.]+)", "(( 7 0.5;", "7", "0.5"],
  ])("with a group that is named step %s has both", (_, regex, text, step, value) => {
    expect(compileExpression(regex)(text)).toEqual({ step, value });
  });

  test("takes a carriage return for a character like others, as Python does", () => {
    expect(first("^.*loss=([0-9.]+)", "10%\rloss=0.5")).toBe("0.5");
    expect(first("^.*loss=([0-9.]+)(?=\\s)", "10%\rloss=0.5 ")).toBe("0.5");
  });

  test.each([
    ["is none", "loss=(", /cannot be used/],
    ["has no group", "loss=.*", /without a group/],
    ["has a group for the step alone", "epoch=(?<step>\\d+)", /without a group/],
    ["has no group and looks ahead", "loss(?==)", /without a group/],
    ["would be misread elsewhere", "(?=x)\\Q(y)", /cannot be used/],
    ["repeats a repetition beyond RE2's bound", "(?:(?:a{100}){100}){100}(b)", /cannot be used/],
  ])("that %s is refused with a reason", (_, regex, why) => {
    expect(() => compileExpression(regex)).toThrow(why);
  });
});
