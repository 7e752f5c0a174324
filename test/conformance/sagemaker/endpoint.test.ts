import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateModelCommand } from "@aws-sdk/client-sagemaker";
import { findCondition, type Key, type Kind, type Resource } from "@slipway/model";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parseAllDocuments } from "yaml";
import { ACCOUNT, Moto, REGION } from "../support/moto.ts";
import { SageMakerHome } from "./sagemaker-home.ts";

const EXAMPLE = join(import.meta.dirname, "../../../examples/abalone/deploy.yaml");
const arn = (rest: string): string => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${rest}`;

const KINDS: Readonly<Record<string, Kind>> = {
  Model: modelKind,
  EndpointConfig: endpointConfigKind,
  Endpoint: endpointKind,
};
const ENDPOINT: Key = "default/abalone-endpoint";
const CONFIG: Key = "default/abalone-endpoint-config";
const MODEL: Key = "default/abalone-model";

describe("an endpoint in SageMaker", () => {
  let moto: Moto;
  let home: SageMakerHome;
  beforeAll(async () => {
    moto = await Moto.up();
    for (const [name, value] of Object.entries(moto.env)) vi.stubEnv(name, value);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await moto.down();
  });
  beforeEach(async () => {
    await moto.reset();
    home = await SageMakerHome.up();
    await home.namespace("default", moto.annotations);
  });
  afterEach(() => home.down());

  const objects = parseAllDocuments(readFileSync(EXAMPLE, "utf8")).map(
    (document) => document.toJS() as Resource,
  );
  const apply = async (...names: readonly string[]): Promise<void> => {
    for (const object of objects.filter(({ kind }) => names.includes(kind))) {
      const metadata = { ...object.metadata, namespace: "default" };
      await home.store.create(KINDS[object.kind] as Kind, { ...object, metadata });
    }
  };
  const inService = () =>
    home.until(endpointKind, ENDPOINT, (one) => one?.status?.endpointStatus === "InService");
  const gone = async (kind: Kind, key: Key): Promise<void> => {
    await home.store.remove(kind, key);
    await home.until(kind, key, (object) => object === undefined);
  };
  const describe3 = () =>
    Promise.all([
      moto.boto3("sagemaker", "describe_model", { ModelName: "abalone-model" }),
      moto.boto3("sagemaker", "describe_endpoint_config", { EndpointConfigName: "abalone-endpoint-config" }),
      moto.boto3("sagemaker", "describe_endpoint", { EndpointName: "abalone-endpoint" }),
    ]);

  test("comes into service as its files say, whatever order they are applied in", async () => {
    await apply("Endpoint", "EndpointConfig");
    const waiting = await home.until(
      endpointConfigKind,
      CONFIG,
      (one) => findCondition(one?.status?.conditions, "ACK.ResourceSynced")?.reason === "Waiting",
    );
    expect(findCondition(waiting?.status?.conditions, "ACK.ResourceSynced")?.message).toContain(
      arn("model/abalone-model"),
    );
    await apply("Model");
    const { status } = (await inService()) ?? {};
    expect(status).toMatchObject({
      ackResourceMetadata: { arn: arn("endpoint/abalone-endpoint"), ownerAccountID: ACCOUNT, region: REGION },
      productionVariants: [{ variantName: "AllTraffic", currentInstanceCount: 1, desiredInstanceCount: 1 }],
      slipway: { runtime: "sagemaker", endpointConfigName: "abalone-endpoint-config" },
    });
    expect(findCondition(status?.conditions, "ACK.ResourceSynced")).toMatchObject({ status: "True" });
    const [model, config, endpoint] = await describe3();
    expect(model).toMatchObject({
      ExecutionRoleArn: "arn:aws:iam::123456789012:role/sagemaker-execution",
      PrimaryContainer: {
        ContainerHostname: "xgboost",
        Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1",
        ModelDataUrl: "s3://abalone-example/models/abalone-xgboost/output/model.tar.gz",
      },
    });
    expect(config).toMatchObject({
      ProductionVariants: [
        {
          ModelName: "abalone-model",
          VariantName: "AllTraffic",
          InstanceType: "ml.c5.large",
          InitialInstanceCount: 1,
        },
      ],
    });
    expect(endpoint).toMatchObject({
      EndpointConfigName: "abalone-endpoint-config",
      EndpointStatus: "InService",
    });
  });

  test("is gone there when it is deleted here", async () => {
    await apply("Model", "EndpointConfig", "Endpoint");
    await inService();
    await gone(endpointKind, ENDPOINT);
    await gone(endpointConfigKind, CONFIG);
    await gone(modelKind, MODEL);
    const answers = await Promise.allSettled([
      moto.boto3("sagemaker", "describe_model", { ModelName: "abalone-model" }),
      moto.boto3("sagemaker", "describe_endpoint_config", { EndpointConfigName: "abalone-endpoint-config" }),
      moto.boto3("sagemaker", "describe_endpoint", { EndpointName: "abalone-endpoint" }),
    ]);
    expect(answers.map((answer) => answer.status === "rejected" && String(answer.reason))).toEqual(
      Array(3).fill(expect.stringContaining("Could not find")),
    );
  });

  test("a model whose name somebody else has is refused, and theirs is left alone", async () => {
    await moto.sagemaker.send(
      new CreateModelCommand({
        ModelName: "abalone-model",
        ExecutionRoleArn: "arn:aws:iam::123456789012:role/theirs",
        PrimaryContainer: { Image: "theirs" },
      }),
    );
    await apply("Model");
    const refused = await home.until(
      modelKind,
      MODEL,
      (one) => findCondition(one?.status?.conditions, "ACK.Terminal")?.status === "True",
    );
    expect(findCondition(refused?.status?.conditions, "ACK.Terminal")?.message).toMatch(
      /^SLIP-SAGEMAKER-001: /,
    );
    await gone(modelKind, MODEL);
    expect(await moto.boto3("sagemaker", "describe_model", { ModelName: "abalone-model" })).toMatchObject({
      PrimaryContainer: { Image: "theirs" },
    });
  });

  test("a model that is changed is refused, for SageMaker changes none", async () => {
    await apply("Model");
    const model = await home.until(
      modelKind,
      MODEL,
      (one) => findCondition(one?.status?.conditions, "ACK.ResourceSynced")?.status === "True",
    );
    if (model === undefined) throw new Error("there is no model");
    const executionRoleARN = "arn:aws:iam::123456789012:role/another";
    await home.store.replace(modelKind, { ...model, spec: { ...model.spec, executionRoleARN } }, "object");
    const refused = await home.until(
      modelKind,
      MODEL,
      (one) => findCondition(one?.status?.conditions, "ACK.Terminal")?.status === "True",
    );
    expect(findCondition(refused?.status?.conditions, "ACK.Terminal")?.message).toMatch(/^SLIP-RUN-021: /);
  });
});
