import { describe, expect, test } from "vitest";
import { jsonMetrics } from "./json-line.ts";

const of = (line: string) => jsonMetrics(line).map(({ name, value, step }) => [name, value, step]);

describe("A line of JSON tells metrics", () => {
  test.each<[string, readonly (readonly [string, number, number | undefined])[]]>([
    ['{"metric": "loss", "value": 0.12, "step": 3}', [["loss", 0.12, 3]]],
    ['{"metric":"loss","value":"1e-3"}', [["loss", 0.001, undefined]]],
    ['  {"metric": "a b", "value": 1, "host": "x", "epoch": 2}\r', [["a b", 1, 2]]],
    ['{"loss": 0.3, "step": 10, "epoch": 1}', [["loss", 0.3, 10]]],
    [
      '{"loss": 0.3, "acc": 0.9, "epoch": 4}',
      [
        ["loss", 0.3, 4],
        ["acc", 0.9, 4],
      ],
    ],
    // Katib's collector: https://www.kubeflow.org/docs/components/katib/user-guides/metrics-collector/
    ['{"epoch": 0, "loss": "0.6", "timestamp": 1638422847.28721}', [["loss", 0.6, 0]]],
    ['{"epoch": 2, "loss": "0.6", "timestamp": "2021-12-02T14:27:50.000035161+09:00"}', [["loss", 0.6, 2]]],
    // What transformers' Trainer prints, in version 4 and in version 5.
    [
      "{'loss': 0.3, 'grad_norm': 1.5, 'learning_rate': 5e-05, 'epoch': 1.0}",
      [
        ["loss", 0.3, 1],
        ["grad_norm", 1.5, 1],
        ["learning_rate", 0.00005, 1],
      ],
    ],
    [
      "{'eval_loss': '0.41', 'eval_runtime': '2.1', 'epoch': '0.5'}",
      [
        ["eval_loss", 0.41, undefined],
        ["eval_runtime", 2.1, undefined],
      ],
    ],
    ["\r 50%|#####     | 5/10 [00:01<00:01]\r{'loss': 2.0, 'epoch': 3.0}", [["loss", 2, 3]]],
    // What Python's json.dumps writes.
    ['{"loss": NaN, "acc": 0.5, "bound": -Infinity, "step": 1}', [["acc", 0.5, 1]]],
    ["{'loss': nan, 'acc': 0.5, 'step': 1}", [["acc", 0.5, 1]]],
    ['{"loss": null, "acc": 0.5, "step": 1}', [["acc", 0.5, 1]]],
    ['{"__proto__": 1, "step": 1}', [["__proto__", 1, 1]]],
  ])("%s", (line, metrics) => {
    expect(of(line)).toEqual(metrics);
  });
});

describe("No metric is", () => {
  test.each([
    ["words before it", 'loss {"metric": "loss", "value": 1}'],
    ["more lines than one", '{"metric": "loss",'],
    ["a value that is no number", '{"metric": "loss", "value": "low"}'],
    ["a truth value", '{"metric": "done", "value": true}'],
    ["more than CloudWatch takes", '{"metric": "x", "value": 1e300}'],
    ["a name without a character", '{"metric": "", "value": 1}'],
    ["a long name", `{"metric": "${"x".repeat(256)}", "value": 1}`],
    ["a list", '[{"metric": "x", "value": 1}]'],
    ["numbers without a step or an epoch", '{"rows": 100, "columns": 7}'],
    ["a record of a logger", '{"event": "epoch done", "loss": 0.3, "step": 1, "level": "info"}'],
    ["a record of pino", '{"level":30,"time":1531171074631,"pid":657,"step":1,"msg":"hello"}'],
    ["something nested", '{"step": 1, "loss": {"train": 0.3}}'],
    [
      "more members than a hundred",
      `{"step": 1${Array.from({ length: 100 }, (_, i) => `,"m${i}":1`).join("")}}`,
    ],
    ["what is cut off", `{"metric": "x", "value": 1, "note": "${"x".repeat(20_000)}`],
    ["an escape in a printed dictionary", "{'a\\\\'b': 1, 'step': 1}"],
    ["a text within a text", `{'a": 1, "b': 1, 'step': 1}`],
  ])("%s", (_, line) => {
    expect(of(line)).toEqual([]);
  });

  test.each(["{", "{'a': ", "'a': 1, ", '{"a":', "[", "NaN,", "\r", " "])("%j again and again", (part) => {
    for (const line of [part.repeat(16_384 / part.length), `{${part.repeat(16_000 / part.length)}}`])
      expect(of(line)).toEqual([]);
  });
});
