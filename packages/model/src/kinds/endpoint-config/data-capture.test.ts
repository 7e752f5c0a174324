import { describe, expect, test } from "vitest";
import { dataCaptureIn, dataCaptureText } from "../../kubernetes/data-capture.ts";
import { dataCaptureOf, dataCaptureSummary } from "./data-capture.ts";
import { validateEndpointConfig } from "./validation.ts";

const CONFIG = {
  initialSamplingPercentage: 20,
  destinationS3URI: "s3://bucket/captured/",
  captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
  captureContentTypeHeader: { csvContentTypes: ["text/csv"], jsonContentTypes: ["application/json"] },
} as const;
const CAPTURE = {
  destination: "s3://bucket/captured",
  percent: 20,
  input: true,
  output: true,
  csv: ["text/csv"],
  json: ["application/json"],
};

describe("what a configuration has captured", () => {
  test("is on where nothing is said, and is read back by the router as it was written", () => {
    const capture = dataCaptureOf(CONFIG);
    expect(capture).toEqual(CAPTURE);
    expect(dataCaptureIn(dataCaptureText(CAPTURE))).toEqual(CAPTURE);
  });

  test("is nothing without a configuration, when it is off, or of no request", () => {
    expect(dataCaptureOf(undefined)).toBeUndefined();
    expect(dataCaptureOf({ ...CONFIG, enableCapture: false })).toBeUndefined();
    expect(dataCaptureOf({ ...CONFIG, initialSamplingPercentage: 0 })).toBeUndefined();
  });

  test("has the sides that are asked for", () => {
    const sides = (...modes: readonly ("Input" | "Output" | "InputAndOutput")[]) => {
      const capture = dataCaptureOf({
        ...CONFIG,
        captureOptions: modes.map((captureMode) => ({ captureMode })),
      });
      return [capture?.input, capture?.output];
    };
    expect(sides("Input")).toEqual([true, false]);
    expect(sides("Output")).toEqual([false, true]);
    expect(sides("InputAndOutput")).toEqual([true, true]);
  });

  test("is nothing where its text is not ours", () => {
    const texts = ["", "null", "[]", '"text"', '{"destination":"s3://bucket"}', '{"csv":[1]}'];
    expect(texts.map(dataCaptureIn)).toEqual(texts.map(() => undefined));
  });

  // DataCaptureConfigSummary of botocore's service model requires all five.
  test("is told with all of the summary's members", () => {
    expect(dataCaptureSummary(CONFIG)).toEqual({
      enableCapture: true,
      captureStatus: "Started",
      currentSamplingPercentage: 20,
      destinationS3URI: "s3://bucket/captured/",
      kmsKeyID: "",
    });
    expect(dataCaptureSummary({ ...CONFIG, enableCapture: false })).toMatchObject({
      enableCapture: false,
      captureStatus: "Stopped",
    });
  });

  test("is refused as AWS refuses it, beyond the bounds of its API", () => {
    const refused = (dataCaptureConfig: object) =>
      validateEndpointConfig({
        endpointConfigName: "c",
        productionVariants: [{ variantName: "v", modelName: "m", instanceType: "ml.m5.large" }],
        dataCaptureConfig,
      } as never).map(({ field }) => field);
    const at = "spec.dataCaptureConfig";
    expect(refused(CONFIG)).toEqual([]);
    expect(refused({ ...CONFIG, initialSamplingPercentage: 101 })).toEqual([
      `${at}.initialSamplingPercentage`,
    ]);
    expect(refused({ ...CONFIG, destinationS3URI: "bucket" })).toEqual([`${at}.destinationS3URI`]);
    expect(refused({ ...CONFIG, captureOptions: [] })).toEqual([`${at}.captureOptions`]);
  });
});
