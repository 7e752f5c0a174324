import { describe, expect, test } from "vitest";
import { OTHER_ALGORITHMS } from "./other-algorithms.ts";
import { unservedImage } from "./unserved-image.ts";
import { xgboostVersion } from "./xgboost/versions.ts";

const FIRST = "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost";
const SINCE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost";

// The tags are those that the SageMaker Python SDK's image_uris.retrieve composes, and those of AWS's guides.
describe("the version that an image of XGBoost tells", () => {
  test.each<[string, string | undefined]>([
    [`${FIRST}:1`, "0.72"],
    [`${FIRST}:latest`, "0.72"],
    [`${SINCE}:0.90-1-cpu-py3`, "0.90"],
    [`${SINCE}:0.90-2-cpu-py3`, "0.90"],
    [`${SINCE}:1.0-1-cpu-py3`, "1.0"],
    [`${SINCE}:1.2-1`, "1.2"],
    [`${SINCE}:1.2-2`, "1.2"],
    [`${SINCE}:1.3-1`, "1.3"],
    [`${SINCE}:1.5-1-arm64`, "1.5"],
    [`${SINCE}:1.7-1`, "1.7"],
    [`${SINCE}:3.0-5`, "3.0"],
    [`${SINCE}:3.2-0`, "3.2"],
    [`${SINCE}:3.2-0-cpu-py312`, "3.2"],
    [`${SINCE}:1.7-1@sha256:${"0".repeat(64)}`, "1.7"],
    ["sagemaker-xgboost:1.7-1", "1.7"],
    [FIRST, undefined],
    [`${SINCE}:latest`, undefined],
    [`${SINCE}@sha256:${"0".repeat(64)}`, undefined],
    ["xgboost", undefined],
    ["slipway.dev/xgboost", undefined],
    ["registry.example.com/sagemaker-xgboost:1.7-1", undefined],
  ])("%s: %s", (image, version) => {
    expect(xgboostVersion(image)).toBe(version);
    expect(unservedImage(image)).toBeUndefined();
  });

  test.each([
    [
      `${SINCE}:1.6-1`,
      `is ${SINCE}:1.6-1: AWS's sagemaker-xgboost has no version 1.6-1, only 0.90-1, 0.90-2,`,
    ],
    [`${SINCE}:1.7`, "AWS's sagemaker-xgboost has no version 1.7, only"],
    [
      `${SINCE}:1`,
      "has no version 1, only 0.90-1, 0.90-2, 1.0-1, 1.2-1, 1.2-2, 1.3-1, 1.5-1, 1.7-1, 3.0-5, 3.2-0; xgboost has 1",
    ],
    [
      `${FIRST}:1.7-1`,
      "AWS's xgboost has no version 1.7-1, only 1, latest, 0.72; sagemaker-xgboost has 1.7-1",
    ],
    [`${SINCE}:1.7-10`, "has no version 1.7-10,"],
    [`${SINCE}:constructor`, "has no version constructor"],
  ])("%s is none", (image, said) => {
    expect(unservedImage(image)).toContain(said);
    expect(unservedImage(image, { "slipway.dev/image": "as-is" })).toBeUndefined();
  });
});

describe("AWS's other built-in algorithms", () => {
  test.each(OTHER_ALGORITHMS.repositories)("%s is refused by its name", (name) => {
    const image = `174872318107.dkr.ecr.us-west-2.amazonaws.com/${name}:1`;
    expect(unservedImage(image)).toBe(
      `is SageMaker's built-in algorithm ${name}, which is not served (XGBoost is); the annotation slipway.dev/image: as-is runs the image itself`,
    );
    expect(unservedImage(image, { "slipway.dev/image": "as-is" })).toBeUndefined();
  });

  test.each([
    "kmeans:1",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com/kmeans:1",
    "registry.example.com/pca:1",
    "python:3.12",
  ])("%s is somebody's own", (image) => {
    expect(unservedImage(image)).toBeUndefined();
  });
});
