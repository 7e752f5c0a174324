import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  type ProductionVariant,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  startEngine,
  type TestEngine,
} from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import {
  startRegistry,
  type TestRegistry,
} from "../../packages/platform/src/embedded/node-agent/testing/registry.ts";
import { type AwsClients, awsClients } from "./support/aws-clients.ts";
import { answering } from "./support/foreign-image.ts";
import { eventually, Home, ok } from "./support/home.ts";

const REPOSITORY = "team/churn";
const NAMED = { EndpointName: "churn" };
const CONFIG = { EndpointConfigName: "churn" };
const SECONDS = 90;

describe("an endpoint whose model names an image by a tag", () => {
  let registry: TestRegistry;
  let engine: TestEngine;
  let home: Home;
  let clients: AwsClients;
  let image: string;
  beforeAll(async () => {
    registry = await startRegistry();
    engine = await startEngine(undefined, registry.address);
    image = `${registry.address}/${REPOSITORY}:prod`;
    home = new Home(undefined, { ...engine.env });
    await home.start();
    clients = awsClients(home);
  }, 240_000);
  afterAll(async () => {
    await home?.down();
    await engine?.stop();
    await registry?.stop();
  }, 120_000);

  /** The tag stands for an image of these changes from now on, and this machine does not have it; its name by the digest that the registry tells. */
  const push = async (changes: readonly string[]): Promise<string> => {
    const made = "localhost/pushed:now";
    await engine.makeImage(made, changes);
    await engine.podman("push", made, image);
    await engine.podman("rmi", made);
    return `${registry.address}/${REPOSITORY}@${await registry.digestOf(REPOSITORY, "prod")}`;
  };
  const settled = (): Promise<DescribeEndpointOutput> =>
    eventually("the endpoint in service", SECONDS, async () => {
      const told = await clients.sagemaker.send(new DescribeEndpointCommand(NAMED));
      if (told.EndpointStatus === "Failed") throw new Error(told.FailureReason);
      return told.EndpointStatus === "InService" ? told : undefined;
    });
  const deployed = ({ ProductionVariants }: DescribeEndpointOutput) =>
    ProductionVariants?.[0]?.DeployedImages?.[0];
  const answer = async (): Promise<string | undefined> => {
    const { Body } = await clients.runtime.send(new InvokeEndpointCommand({ ...NAMED, Body: "1" }));
    return Body?.transformToString();
  };
  const endPods = () => ok(home.kubectl("delete", "pods", "-l", "slipway.dev/endpoint=churn"));

  test("runs what the tag stood for until it is asked to update, and goes back to that", async () => {
    const { sagemaker } = clients;
    const one = await push(answering("one"));
    const model = { ModelName: "churn", Containers: [{ Image: image }] };
    await sagemaker.send(
      new CreateModelCommand({ ...model, ExecutionRoleArn: "arn:aws:iam::123456789012:role/r" }),
    );
    const variant: ProductionVariant = {
      ...{ VariantName: "all", ModelName: "churn", InitialInstanceCount: 1 },
      InstanceType: "ml.m5.large",
    };
    await sagemaker.send(new CreateEndpointConfigCommand({ ...CONFIG, ProductionVariants: [variant] }));
    const asked = Date.now();
    await sagemaker.send(new CreateEndpointCommand({ ...NAMED, ...CONFIG }));
    const told = deployed(await settled());
    expect(told).toMatchObject({ SpecifiedImage: image, ResolvedImage: one });
    const at = told?.ResolutionTime?.getTime() ?? 0;
    expect([at > asked - 1_000, at <= Date.now()]).toEqual([true, true]);
    expect(await answer()).toBe("one 1");

    const two = await push(answering("two"));
    expect(two).not.toBe(one);
    await endPods();
    await sagemaker.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        ...NAMED,
        DesiredWeightsAndCapacities: [{ VariantName: "all", DesiredInstanceCount: 2 }],
      }),
    );
    expect(deployed(await settled())?.ResolvedImage).toBe(one);
    const answers = await Promise.all(Array.from({ length: 8 }, answer));
    expect([...new Set(answers)]).toEqual(["one 1"]);

    await ok(home.slipway("restart", "churn"));
    expect(deployed(await settled())?.ResolvedImage).toBe(two);
    expect(await answer()).toBe("two 1");

    await push([`ENTRYPOINT ${JSON.stringify(["/bin/false"])}`]);
    await sagemaker.send(new UpdateEndpointCommand({ ...NAMED, ...CONFIG }));
    const back = await settled();
    expect(back.FailureReason).toMatch(/keeps ending/);
    expect(deployed(back)?.ResolvedImage).toBe(two);
    await endPods();
    expect(await answer()).toBe("two 1");
  });
});
