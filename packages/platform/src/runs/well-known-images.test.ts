import { describe, expect, test } from "vitest";
import { resolveImage } from "./well-known-images.ts";

describe("well-known image names", () => {
  test.each([
    "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
    "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3",
    "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:latest",
  ])("map %s to the built-in algorithm", (image) => {
    expect(resolveImage(image)).toBe("slipway.dev/xgboost");
  });

  test.each(["registry.example.com/team/my-xgboost:1", "example.com/xgboost/serve:2", "python:3.12"])(
    "leave %s as it is",
    (image) => {
      expect(resolveImage(image)).toBe(image);
    },
  );

  test("are left alone where the object says as-is", () => {
    const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";
    expect(resolveImage(image, { "slipway.dev/image": "as-is" })).toBe(image);
  });
});
