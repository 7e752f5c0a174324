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
import { expect, test } from "vitest";
import type { TestEngine } from "../../packages/platform/src/embedded/node-agent/testing/engine.ts";
import type { TestRegistry } from "../../packages/platform/src/embedded/node-agent/testing/registry.ts";
import type { AwsClients } from "../e2e/support/aws-clients.ts";
import { answering } from "../e2e/support/foreign-image.ts";
import { eventually, type Home, ok } from "../e2e/support/home.ts";

const REPOSITORY = "team/churn";
const TAG = "prod";
const TAGGED = `${REPOSITORY}:${TAG}`;
const NAMED = { EndpointName: "churn" };
const CONFIG = { EndpointConfigName: "churn" };
const SECONDS = 90;

/** An image's tag that is moved, by AWS's own SDK: the same in each home that runs images. The engine builds them and pushes them to the registry. */
export function movedTags(
  at: () => {
    readonly home: Home;
    readonly clients: AwsClients;
    readonly engine: TestEngine;
    readonly registry: TestRegistry;
  },
): void {
  /** The tag stands for an image of these changes from now on, and the engine does not have it; its name by the digest that the registry tells. */
  const push = async (changes: readonly string[]): Promise<string> => {
    const { engine, registry } = at();
    const made = "localhost/pushed:now";
    await engine.makeImage(made, changes);
    await engine.podman("push", made, `${registry.address}/${TAGGED}`);
    await engine.podman("rmi", made);
    return `${registry.address}/${REPOSITORY}@${await registry.digestOf(REPOSITORY, TAG)}`;
  };
  const settled = (): Promise<DescribeEndpointOutput> =>
    eventually("the endpoint in service", SECONDS, async () => {
      const told = await at().clients.sagemaker.send(new DescribeEndpointCommand(NAMED));
      if (told.EndpointStatus === "Failed") throw new Error(told.FailureReason);
      return told.EndpointStatus === "InService" ? told : undefined;
    });
  const deployed = ({ ProductionVariants }: DescribeEndpointOutput) =>
    ProductionVariants?.[0]?.DeployedImages?.[0];
  const answer = async (): Promise<string | undefined> => {
    const { Body } = await at().clients.runtime.send(new InvokeEndpointCommand({ ...NAMED, Body: "1" }));
    return Body?.transformToString();
  };
  const endPods = () => ok(at().home.kubectl("delete", "pods", "-l", "slipway.dev/endpoint=churn"));

  test("runs what the tag stood for until it is asked to update, and goes back to that", async () => {
    const { sagemaker } = at().clients;
    const image = `${at().registry.address}/${TAGGED}`;
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
    const resolved = told?.ResolutionTime?.getTime() ?? 0;
    expect([resolved > asked - 1_000, resolved <= Date.now()]).toEqual([true, true]);
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

    await ok(at().home.slipway("restart", "churn"));
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
}
