import { expect, test } from "vitest";
import { NOTHING_BEYOND } from "../abilities.ts";
import type { AsyncInferenceConfig, EndpointConfigSpec } from "./type.generated.ts";
import { unsupportedInEndpointConfig } from "./unsupported.ts";

const said = (asyncInferenceConfig: AsyncInferenceConfig, more: Partial<EndpointConfigSpec> = {}) =>
  unsupportedInEndpointConfig(
    {
      endpointConfigName: "c",
      productionVariants: [{ modelName: "m", variantName: "v" }],
      asyncInferenceConfig,
      ...more,
    },
    { runtime: "pods", wholeRequest: false, can: NOTHING_BEYOND },
  ).map((sentence) => sentence.split(" ")[0]);

const OUTPUT = "asyncInferenceConfig.outputConfig";
const s3OutputPath = "s3://bucket/out";

test("an endpoint may answer later where its answers have a place, and where nobody is to be told of them", () => {
  expect(said({ outputConfig: { s3OutputPath, s3FailurePath: "s3://bucket/failed" } })).toEqual([]);
  expect(said({ outputConfig: {} })).toEqual([`${OUTPUT}.s3OutputPath`]);
  expect(said({ outputConfig: { s3OutputPath: "https://bucket/out" } })).toEqual([`${OUTPUT}.s3OutputPath`]);
  expect(said({ outputConfig: { s3OutputPath, s3FailurePath: "s3://bucket/caf\u00e9" } })).toEqual([
    `${OUTPUT}.s3FailurePath`,
  ]);
  const notificationConfig = { successTopic: "arn:aws:sns:us-east-1:123456789012:done" };
  expect(said({ outputConfig: { s3OutputPath, notificationConfig } })).toEqual([
    `${OUTPUT}.notificationConfig`,
  ]);
});

test("what is answered later is not captured, and has no shadows", () => {
  const capture = {
    destinationS3URI: "s3://bucket/captured",
    initialSamplingPercentage: 100,
    captureOptions: [],
  };
  const output = { outputConfig: { s3OutputPath } };
  expect(said(output, { dataCaptureConfig: { ...capture, enableCapture: true } })).toEqual([
    "dataCaptureConfig",
  ]);
  expect(said(output, { dataCaptureConfig: { ...capture, enableCapture: false } })).toEqual([]);
  const shadow = { modelName: "m", variantName: "s" };
  expect(said(output, { shadowProductionVariants: [shadow] })).toContain("shadowProductionVariants");
});
