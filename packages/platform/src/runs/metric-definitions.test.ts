import { isSlipwayError } from "@slipway/model";
import { describe, expect, test } from "vitest";
import { metricReader, unusableMetric } from "./metric-definitions.ts";

describe("metrics from log lines", () => {
  test("are found where the log pipeline would have written tabs as #011, as SageMaker's own expressions expect", () => {
    const reader = metricReader([
      { name: "validation:rmse", regex: ".*\\[[0-9]+\\].*#011validation-rmse:(\\S+)" },
    ]);
    expect(reader.read("[7]\ttrain-rmse:2.11\tvalidation-rmse:2.25")).toEqual([
      { name: "validation:rmse", value: 2.25 },
    ]);
    expect(reader.read("[7]#011train-rmse:2.11#011validation-rmse:2.25")).toEqual([
      { name: "validation:rmse", value: 2.25 },
    ]);
  });

  test("are found by expressions written for real tabs", () => {
    const reader = metricReader([{ name: "loss", regex: "\\tloss=([0-9.e+-]+)" }]);
    expect(reader.read("epoch 1\tloss=1e-3")).toEqual([{ name: "loss", value: 0.001 }]);
  });

  test("that are no numbers count for nothing", () => {
    expect(metricReader([{ name: "loss", regex: "loss=(\\S+)" }]).read("loss=nan loss=none")).toEqual([]);
  });

  test("cannot hang the server: an expression that backtracks for ever elsewhere answers at once", () => {
    const reader = metricReader([{ name: "x", regex: "(a+)+$" }]);
    expect(reader.read(`${"a".repeat(50_000)}b`)).toEqual([]);
  });

  test("with an expression that cannot be used are refused by name and code", () => {
    try {
      metricReader([{ name: "loss", regex: "(?=x)(y)" }]);
      expect.unreachable();
    } catch (error) {
      expect(isSlipwayError(error, "SLIP-RUN-001")).toBe(true);
      expect(String(error)).toContain("loss");
    }
    expect(unusableMetric({ name: "loss", regex: "loss=.*" })).toContain("no group");
    expect(unusableMetric({ name: "loss", regex: "loss=(.*)" })).toBeUndefined();
  });
});
