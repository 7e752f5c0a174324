import { expect, test } from "vitest";
import { deviceParameters } from "./device-parameters.ts";

// https://xgboost.readthedocs.io/en/release_2.0.0/parameter.html and release_1.7.0.
test.each([
  ["3.2.0", { tree_method: "gpu_hist", eta: "1" }, { tree_method: "hist", device: "cuda", eta: "1" }],
  ["3.2.0", { device: "cuda" }, { device: "cuda" }],
  ["2.0.3", { device: "cuda", tree_method: "approx" }, { device: "cuda", tree_method: "approx" }],
  ["1.7.6", { device: "cuda", tree_method: "hist" }, { tree_method: "gpu_hist" }],
  ["1.7.6", { tree_method: "gpu_hist" }, { tree_method: "gpu_hist" }],
  ["1.7.6", { device: "cpu", tree_method: "hist" }, { tree_method: "hist" }],
  ["3.2.0", { device: "cpu" }, { device: "cpu" }],
  ["3.2.0", { tree_method: "hist" }, { tree_method: "hist" }],
])("XGBoost %s is told where to train as it knows it", (version, given, told) => {
  expect(deviceParameters(given, version)).toEqual(told);
});
