import { describe, expect, test } from "vitest";
import { frameworkOf, resolveImage } from "./well-known-images.ts";

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

// As the SageMaker Python SDK's image_uris.retrieve composes them.
describe("images of frameworks", () => {
  const of = (image: string, bringsProgram = true, annotations = {}) =>
    frameworkOf(image, { annotations, bringsProgram })?.name;

  test.each([
    ["683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3", "scikit-learn"],
    ["764974769150.dkr.ecr.eu-west-2.amazonaws.com/sagemaker-scikit-learn:0.20.0-cpu-py3", "scikit-learn"],
    ["763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-training:2.5.1-gpu-py311", "PyTorch"],
    ["727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-training:2.0.0-cpu-py310", "PyTorch"],
    ["520713654638.dkr.ecr.us-east-1.amazonaws.com/sagemaker-pytorch:1.0.0-cpu-py3", "PyTorch"],
    ["763104351884.dkr.ecr.eu-central-1.amazonaws.com/tensorflow-training:2.16.2-cpu-py310", "TensorFlow"],
    [
      "520713654638.dkr.ecr.us-east-1.amazonaws.com/sagemaker-tensorflow-scriptmode:1.12-cpu-py3",
      "TensorFlow",
    ],
    [
      "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:2.1.0-transformers4.36.0-gpu-py310-cu121-ubuntu20.04",
      "Hugging Face Transformers",
    ],
    ["683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1", "XGBoost"],
    ["sagemaker-scikit-learn", "scikit-learn"],
  ])("%s is of a framework", (image, name) => {
    expect(of(image)).toBe(name);
  });

  test.each([
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.0",
    "763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.0.0-cpu-py310",
    "763104351884.dkr.ecr.us-west-2.amazonaws.com/team/pytorch-training:2.0.0-cpu-py310",
    "registry.example.com/sagemaker-scikit-learn:1",
    "slipway.dev/script",
    "python:3.12",
  ])("%s is none", (image) => {
    expect(of(image)).toBeUndefined();
  });

  test("XGBoost's is the algorithm's where the job brings no program", () => {
    expect(of("sagemaker-xgboost:1.7-1", false)).toBeUndefined();
    expect(of("pytorch-training:2.0", false)).toBe("PyTorch");
  });

  test("an image stays as it is where the object says so", () => {
    expect(of("sagemaker-scikit-learn", true, { "slipway.dev/image": "as-is" })).toBeUndefined();
  });
});
