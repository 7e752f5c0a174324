import { describe, expect, test } from "vitest";
import { commandArguments, decodeHyperparameters, variableText } from "./values.ts";

/** Expected values are what sagemaker-training-toolkit's `to_cmd_args` and `to_env_vars` give. */
describe("hyperparameters", () => {
  const { own, reserved } = decodeHyperparameters({
    epochs: "10",
    "learning-rate": "0.10",
    momentum: "1.0",
    name: '"resnet"',
    plain: "adam",
    empty: '""',
    nothing: "null",
    verbose: "true",
    layers: "[64, 32]",
    words: '["a", "b"]',
    options: '{"b": 2, "a": "x"}',
    k: "3",
    big: "123456789012345678901",
    tiny: "1e-7",
    sagemaker_program: '"train.py"',
    sagemaker_region: "us-west-2",
  });

  test("become arguments, sorted by name, as Python would print them", () => {
    expect(commandArguments(own)).toEqual([
      ...["--big", "123456789012345678901"],
      ...["--empty", ""],
      ...["--epochs", "10"],
      ...["-k", "3"],
      ...["--layers", "[64, 32]"],
      ...["--learning-rate", "0.1"],
      ...["--momentum", "1.0"],
      ...["--name", "resnet"],
      ...["--nothing", ""],
      ...["--options", "a=x,b=2"],
      ...["--plain", "adam"],
      ...["--tiny", "1e-07"],
      ...["--verbose", "True"],
      ...["--words", "['a', 'b']"],
    ]);
  });

  test("become variables: text as it is, everything else as compact JSON with sorted keys", () => {
    const texts = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, variableText(value)]));
    expect(texts).toMatchObject({
      epochs: "10",
      "learning-rate": "0.1",
      momentum: "1.0",
      name: "resnet",
      nothing: "",
      verbose: "true",
      layers: "[64,32]",
      options: '{"a":"x","b":2}',
    });
    expect(variableText({ ü: "é" })).toBe('{"\\u00fc":"\\u00e9"}');
  });

  test.each([
    ["00501", "00501"],
    ["-0", "0"],
    ["9007199254740993", "9007199254740993"],
    ["1e400", "inf"],
    ["1E5", "100000.0"],
    ['["a\\\\d+", "x\\ty", "it\'s"]', `['a\\\\d+', 'x\\ty', "it's"]`],
    ['{"b": {"10": 1, "9": null}}', "b={'10': 1, '9': None}"],
  ])("%j becomes the argument %j", (text, argument) => {
    expect(commandArguments(decodeHyperparameters({ value: text }).own)).toEqual(["--value", argument]);
  });

  test("that start with sagemaker_ are not the program's", () => {
    expect(reserved).toEqual({ sagemaker_program: "train.py", sagemaker_region: "us-west-2" });
  });
});
