import { describe, expect, test } from "vitest";
import { resolveImage } from "./well-known-images.ts";

describe("well-known image names", () => {
  test.each([
    "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
    "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3",
    "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:latest",
    "387376663083.dkr.ecr.cn-northwest-1.amazonaws.com.cn/xgboost:1",
    `683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost@sha256:${"0".repeat(64)}`,
    "xgboost",
    "sagemaker-xgboost:1.7-1",
  ])("map %s to the built-in algorithm", (image) => {
    expect(resolveImage(image)).toBe("slipway.dev/xgboost");
  });

  test.each([
    "registry.example.com/team/my-xgboost:1",
    "example.com/xgboost/serve:2",
    "python:3.12",
    "registry.example.com/xgboost:1",
    "localhost:5000/xgboost",
    "team/xgboost",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
    // Of another region's account: nobody's there.
    "683313688378.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.2-1",
    "683313688378.dkr.ecr.us-east-1.amazonaws.com/team/sagemaker-xgboost:1.2-1",
    "constructor",
  ])("leave %s as it is", (image) => {
    expect(resolveImage(image)).toBe(image);
  });

  test("are left alone where the object says as-is", () => {
    const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";
    expect(resolveImage(image, { "slipway.dev/image": "as-is" })).toBe(image);
  });
});
