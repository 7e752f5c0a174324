import type { Resource } from "@slipway/model";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { expect, test } from "vitest";
import { manifestUris, namedUris } from "./named-uris.ts";
import { uriOf } from "./place.ts";
import { Usage } from "./usage.ts";

const metadata = { name: "a", namespace: "default" };
const job = (spec: object, status: object = {}): Resource => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata,
  spec: { trainingJobName: "a", outputDataConfig: { s3OutputPath: "s3://box/jobs/" }, ...spec },
  status,
});
const uris = (object: Resource, facts: typeof trainingJobFacts | typeof modelFacts = trainingJobFacts) =>
  namedUris(facts as typeof trainingJobFacts, object)
    .map(uriOf)
    .sort();

test("A job uses its data, its source, its own results and what its status names, not the results of others", () => {
  const inputDataConfig = [
    { channelName: "train", dataSource: { s3DataSource: { s3URI: "s3://box/data/1" } } },
  ];
  const status = { modelArtifacts: { s3ModelArtifacts: "s3://box/jobs/a/output/model.tar.gz" } };
  const hyperParameters = { sagemaker_submit_directory: "s3://box/source/1.tar.gz" };
  expect(uris(job({ inputDataConfig, hyperParameters }, status))).toEqual([
    "s3://box/data/1",
    "s3://box/jobs/a/",
    "s3://box/jobs/a/output/model.tar.gz",
    "s3://box/source/1.tar.gz",
  ]);
});

test("A path that the job reads as well as writes is used whole", () => {
  const inputDataConfig = [{ channelName: "x", dataSource: { s3DataSource: { s3URI: "s3://box/jobs/" } } }];
  expect(uris(job({ inputDataConfig }))).toEqual(["s3://box/jobs/", "s3://box/jobs/a/"]);
});

test("A place is found where a text quotes or lists it, as SageMaker's toolkit writes hyperparameters", () => {
  // sagemaker-training reads every hyperparameter as JSON, so its SDK quotes texts.
  const hyperParameters = { sagemaker_submit_directory: '"s3://box/source.tar.gz"', extra: '["s3://can/x"]' };
  expect(uris(job({ hyperParameters }))).toEqual([
    "s3://box/jobs/a/",
    "s3://box/source.tar.gz",
    "s3://can/x",
  ]);
});

test("A model uses its data", () => {
  const model = {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata,
    spec: { modelName: "a", primaryContainer: { modelDataURL: "s3://box/m.tar.gz" } },
  };
  expect(uris(model, modelFacts)).toEqual(["s3://box/m.tar.gz"]);
});

test("What a list of data names is found by its type", () => {
  const of = (s3DataType: string) => [
    { channelName: "x", dataSource: { s3DataSource: { s3DataType, s3URI: "s3://box/list" } } },
  ];
  expect(manifestUris(job({ inputDataConfig: of("ManifestFile") })).map(uriOf)).toEqual(["s3://box/list"]);
  expect(manifestUris(job({ inputDataConfig: of("S3Prefix") }))).toEqual([]);
});

test("A place that is named uses every key that begins with it, as S3 reads prefixes, in its bucket only", () => {
  const usage = new Usage();
  usage.add({ bucket: "b", key: "data/tr" }, "trainingjob/a");
  usage.add({ bucket: "whole", key: "" }, "trainingjob/c");
  expect(usage.userOf({ bucket: "b", key: "data/train.csv" })).toBe("trainingjob/a");
  expect(usage.userOf({ bucket: "b", key: "data/t" })).toBeUndefined();
  expect(usage.userOf({ bucket: "c", key: "data/train.csv" })).toBeUndefined();
  expect(usage.userOf({ bucket: "whole", key: "any/thing" })).toBe("trainingjob/c");
});
