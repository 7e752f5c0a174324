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
