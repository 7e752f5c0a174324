import type { Case } from "../run-case.ts";

const model = (name: string) => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "Model",
  metadata: { name },
  spec: {
    modelName: name,
    executionRoleARN: "arn:aws:iam::000000000000:role/slipway",
    primaryContainer: { image: "slipway.dev/xgboost", modelDataURL: "s3://bucket/model.tar.gz" },
  },
});

const create = { verb: "create", kind: "Model", object: model("m") } as const;
const get = { verb: "get", kind: "Model", name: "m" } as const;
const remove = { verb: "delete", kind: "Model", name: "m" } as const;

/** One object through its life, with the code of the catalogue for whatever goes wrong; a door has its own words. */
export const sharedCases: readonly Case[] = [
  {
    title: "What was created can be read",
    steps: [
      { request: create, expect: {} },
      { request: get, expect: { object: { spec: { modelName: "m" } } } },
    ],
  },
  {
    title: "A name is taken once, by whichever door",
    steps: [
      { request: create, expect: {} },
      { request: create, expect: { error: { code: "SLIP-API-002" } } },
    ],
  },
  {
    title: "What is not there is not found, to read or to delete",
    steps: [
      { request: get, expect: { error: { code: "SLIP-API-001" } } },
      { request: remove, expect: { error: { code: "SLIP-API-001" } } },
    ],
  },
  {
    title: "What was deleted is gone, and its name free",
    steps: [
      { request: create, expect: {} },
      { request: remove, expect: { gone: true } },
      { request: get, expect: { error: { code: "SLIP-API-001" } } },
      { request: create, expect: {} },
    ],
  },
  {
    title: "A viewer may read and not write; who has no rights may do neither",
    steps: [
      { request: create, expect: {} },
      { request: { ...get, as: "viewer" }, expect: { object: { spec: { modelName: "m" } } } },
      { request: { ...remove, as: "viewer" }, expect: { error: { code: "SLIP-API-006" } } },
      { request: { ...get, as: "nobody" }, expect: { error: { code: "SLIP-API-006" } } },
      { request: { ...create, as: "nobody" }, expect: { error: { code: "SLIP-API-006" } } },
    ],
  },
];
