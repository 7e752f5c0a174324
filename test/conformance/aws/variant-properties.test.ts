import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  type SageMakerClient,
  UpdateEndpointCommand,
  type UpdateEndpointCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from "@aws-sdk/client-sagemaker";
import { podKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import type { Artifacts } from "../../../packages/platform/src/artifacts/artifacts.ts";
import { endpointController } from "../../../packages/platform/src/controllers/endpoint/endpoint-controller.ts";
import { startControllers } from "../../../packages/platform/src/reconcile/start-controllers.ts";
import { createPodServing } from "../../../packages/platform/src/runtimes/pods/pod-serving.ts";
import { container, Machinery } from "../../../packages/platform/src/runtimes/pods/testing/machinery.ts";
import { createCache } from "../../../packages/platform/src/store/reflector/create-cache.ts";
import { ACCOUNT, AwsHome, NAMESPACE, REGION } from "./aws-home.ts";
import { ROLE } from "./requests.ts";

let home: AwsHome;
let sagemaker: SageMakerClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  home = await AwsHome.up();
  sagemaker = home.client().control;
  const parts = { store: home.store, clock: systemClock, log: silentLog };
  const cache = createCache(parts);
  const ended = new AbortController();
  const controller = endpointController({
    serving: createPodServing({ store: home.store, cache }),
    // No model of these tests has data.
    artifacts: {} as Artifacts,
    identity: { accountId: ACCOUNT, region: REGION },
  });
  const running = startControllers([controller], {
    ...parts,
    cache,
    events: { record: () => {} },
    signal: ended.signal,
  });
  stop = async () => {
    ended.abort();
    await running;
    await cache.close();
  };
  const Image = "433757028032.dkr.ecr.us-west-2.amazonaws.com/xgboost:1";
  await sagemaker.send(
    new CreateModelCommand({ ModelName: "m", ExecutionRoleArn: ROLE, PrimaryContainer: { Image } }),
  );
});
afterAll(async () => {
  await stop();
  await home.down();
});

/** Variants of one machine and weight 1 each. */
const configure = (EndpointConfigName: string, ...names: readonly string[]) =>
  sagemaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName,
      ProductionVariants: names.map((VariantName) => ({
        VariantName,
        ModelName: "m",
        InstanceType: "ml.c5.large",
        InitialInstanceCount: 1,
        InitialVariantWeight: 1,
      })),
    }),
  );

const ANSWERS = container("model", {
  ready: true,
  state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
});

/** What a cluster does with Deployments, until the endpoint serves what was asked for. */
async function inService(EndpointName: string): Promise<void> {
  const machinery = new Machinery(home.store);
  const status = async () => {
    for (const deployment of await machinery.deployments(NAMESPACE))
      if (deployment.status?.observedGeneration !== deployment.metadata.generation)
        await machinery.rollOut(deployment, { phase: "Running", containerStatuses: [ANSWERS] });
    const { EndpointStatus } = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
    return EndpointStatus;
  };
  await expect.poll(status, { timeout: 30_000 }).toBe("InService");
}

/** An endpoint of the variants a and b in service, of which a was given weight 2.5 and three instances. */
async function changed(EndpointName: string): Promise<void> {
  await configure(`${EndpointName}-1`, "a", "b");
  await sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: `${EndpointName}-1` }));
  await inService(EndpointName);
  await sagemaker.send(
    new UpdateEndpointWeightsAndCapacitiesCommand({
      EndpointName,
      DesiredWeightsAndCapacities: [{ VariantName: "a", DesiredWeight: 2.5, DesiredInstanceCount: 3 }],
    }),
  );
  await inService(EndpointName);
}

/** By variant: what Describe tells, the weight that the router reads, and how many pods there are. */
async function served(EndpointName: string) {
  const described = await sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
  const where = { namespace: NAMESPACE, labels: { "slipway.dev/endpoint": EndpointName } };
  const services = (await home.store.list(serviceKind, where)).items;
  const pods = (await home.store.list(podKind, where)).items;
  const nameOf = (variant: string) =>
    services.find(({ metadata }) => metadata.annotations?.["slipway.dev/variant"] === variant)?.metadata;
  return Object.fromEntries(
    (described.ProductionVariants ?? []).map(({ VariantName = "", ...told }) => [
      VariantName,
      {
        current: [told.CurrentWeight, told.CurrentInstanceCount],
        desired: [told.DesiredWeight, told.DesiredInstanceCount],
        routed: nameOf(VariantName)?.annotations?.["slipway.dev/weight"],
        pods: pods.filter(({ metadata }) =>
          metadata.ownerReferences?.some(({ name }) => name === nameOf(VariantName)?.name),
        ).length,
      },
    ]),
  );
}

const variant = (weight: number, count: number) => ({
  current: [weight, count],
  desired: [weight, count],
  routed: String(weight),
  pods: count,
});

test("weights and numbers of instances that are asked for are those of the router and of the pods", async () => {
  await changed("weights");
  expect(await served("weights")).toEqual({ a: variant(2.5, 3), b: variant(1, 1) });
});

// UpdateEndpoint of AWS's API reference: what is retained is of the endpoint's own variants, but for what is excluded.
test.each<[string, Partial<UpdateEndpointCommandInput>, Record<string, ReturnType<typeof variant>>]>([
  ["nothing", {}, { a: variant(1, 1), c: variant(1, 1) }],
  [
    "all of a variant that goes on",
    { RetainAllVariantProperties: true },
    { a: variant(2.5, 3), c: variant(1, 1) },
  ],
  [
    "all but weights",
    {
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: "DesiredWeight" }],
    },
    { a: variant(1, 3), c: variant(1, 1) },
  ],
  [
    "all but numbers of instances",
    {
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: "DesiredInstanceCount" }],
    },
    { a: variant(2.5, 1), c: variant(1, 1) },
  ],
  [
    "nothing, whatever is excluded of it",
    {
      RetainAllVariantProperties: false,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: "DesiredWeight" }],
    },
    { a: variant(1, 1), c: variant(1, 1) },
  ],
])("an update retains %s", async (title, input, expected) => {
  const EndpointName = title.replace(/[^a-z]+/g, "-");
  await changed(EndpointName);
  await configure(`${EndpointName}-2`, "a", "c");
  await sagemaker.send(
    new UpdateEndpointCommand({ EndpointName, EndpointConfigName: `${EndpointName}-2`, ...input }),
  );
  await inService(EndpointName);
  expect(await served(EndpointName)).toEqual(expected);
});
