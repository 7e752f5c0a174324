import { describe, expect, test } from "vitest";
import { chooseMetric } from "./choose-metric.ts";

function evaluate(
  name: string,
  predictions: number[],
  labels: number[],
  weights?: number[],
  outputs = 1,
): number {
  const targets = {
    labels: Float32Array.from(labels),
    weights: weights && Float32Array.from(weights),
  };
  return chooseMetric(name)?.evaluate(Float32Array.from(predictions), targets, outputs) ?? Number.NaN;
}

/** Expected values by hand or from the documentation of scikit-learn's functions. */
describe("metrics", () => {
  test("of regression", () => {
    expect(evaluate("rmse", [1, 3], [0, 0])).toBeCloseTo(Math.sqrt(5), 6);
    expect(evaluate("rmse", [1, 3], [0, 0], [3, 1])).toBeCloseTo(Math.sqrt(3), 6);
    expect(evaluate("mae", [1, -3], [0, 0])).toBe(2);
    expect(evaluate("r2", [2.5, 0, 2, 8], [3, -0.5, 2, 7])).toBeCloseTo(0.9486, 4);
    expect(evaluate("mse", [2.5, 0, 2, 8], [3, -0.5, 2, 7])).toBeCloseTo(0.375, 6);
    // SageMaker's own are without weights.
    expect(evaluate("mse", [1, 3], [0, 0], [3, 1])).toBe(5);
  });

  test("of two classes", () => {
    expect(evaluate("auc", [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
    expect(evaluate("auc", [0.5, 0.5], [0, 1])).toBe(0.5);
    expect(evaluate("error", [0.5, 0.6, 0.4, 0.9], [0, 1, 1, 0])).toBe(0.5);
    expect(evaluate("error@0.3", [0.5, 0.6, 0.4, 0.9], [0, 1, 1, 0])).toBe(0.5);
    expect(evaluate("logloss", [0.9, 0.2], [1, 0])).toBeCloseTo(-(Math.log(0.9) + Math.log(0.8)) / 2, 6);
  });

  test("of the two classes that margins stand for, as scikit-learn has them", () => {
    const [labels, margins] = [
      [0, 1, 0, 0, 1, 0],
      [-1, 0.1, -2, 0, -0.1, 3],
    ];
    expect(evaluate("balanced_accuracy", margins, labels)).toBe(0.625);
    expect(evaluate("accuracy", margins, labels)).toBeCloseTo(4 / 6, 6);
    const [actual, guessed] = [
      [0, 1, 1, 0, 1, 1],
      [-1, -1, 1, -1, -1, 1],
    ];
    expect(evaluate("f1_binary", guessed, actual)).toBeCloseTo(0.6667, 4);
    expect(evaluate("precision", guessed, actual)).toBe(1);
    expect(evaluate("recall", guessed, actual)).toBe(0.5);
  });

  test("of several classes", () => {
    const shares = [0.7, 0.2, 0.1, 0.1, 0.2, 0.7];
    expect(evaluate("merror", shares, [0, 1], undefined, 3)).toBe(0.5);
    expect(evaluate("mlogloss", shares, [0, 1], undefined, 3)).toBeCloseTo(
      -(Math.log(0.7) + Math.log(0.2)) / 2,
      6,
    );
    expect(evaluate("f1", shares, [0, 2], undefined, 3)).toBe(1);
  });

  test("that are not known are nothing", () => {
    for (const name of ["ndcg", "error@", "error@x", "tweedie-nloglik@2", "constructor"]) {
      expect(chooseMetric(name), name).toBeUndefined();
    }
  });
});
