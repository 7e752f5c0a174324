import { expect, test } from "vitest";
import { type NewModel, servingObjects } from "./serving-objects.ts";

const trained: NewModel = {
  image: "slipway.dev/script",
  dataUri: "s3://bucket/model.tar.gz",
  trainedBy: "job",
};
const objectsOf = (model: NewModel | string) =>
  servingObjects({
    ...{ endpoint: "spring", namespace: "default", accountId: "123456789012", labels: {} },
    ...{ instanceType: "ml.m5.large", instanceCount: 1, model },
  });

test("an endpoint runs a model's code on the base image that it was trained on", () => {
  const baseImage = "pytorch/pytorch:2";
  expect(objectsOf({ ...trained, baseImage }).endpoint.metadata.annotations).toEqual({
    "slipway.dev/base-image": baseImage,
  });
  for (const model of [trained, "one-that-is-there"])
    expect(objectsOf(model).endpoint.metadata.annotations).toBeUndefined();
});

test("the same deployed again has the same names, and another base image is another model", () => {
  const names = (model: NewModel) => {
    const { model: made, config } = objectsOf(model);
    return [made?.metadata.name, config.metadata.name];
  };
  expect(names({ ...trained })).toEqual(names(trained));
  expect(names({ ...trained, baseImage: "other:1" })).not.toEqual(names(trained));
});

test("what SageMaker carries is said of each object, and its model has the role that it was trained by", () => {
  const roleArn = "arn:aws:iam::111122223333:role/theirs";
  const { model, config, endpoint } = servingObjects({
    ...{ endpoint: "spring", namespace: "default", accountId: "123456789012", labels: {} },
    ...{
      instanceType: "ml.m5.large",
      instanceCount: 1,
      model: { ...trained, roleArn },
      runtime: "sagemaker",
    },
  });
  for (const object of [model, config, endpoint])
    expect(object?.metadata.annotations).toMatchObject({ "slipway.dev/runtime": "sagemaker" });
  expect(model?.metadata.annotations).toMatchObject({ "slipway.dev/training-job": "job" });
  expect(model?.spec.executionRoleARN).toBe(roleArn);
});
