import { findCondition } from "@slipway/model";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import { endpointConfig, IDENTITY, productionVariant } from "../testing/objects.ts";
import { endpointConfigController } from "./endpoint-config-controller.ts";

describe("an endpoint configuration", () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const controller = endpointConfigController({ definitions: createPodDefinitions(), identity: IDENTITY });
  const KEY = "default/config-a";
  const create = (spec: Partial<EndpointConfig["spec"]> = {}) =>
    workshop.hands.create(endpointConfigKind, endpointConfig("config-a", spec));
  const status = async () => (await workshop.hands.get(endpointConfigKind, KEY))?.status;

  test("is there as soon as it is accepted", async () => {
    await create();
    expect(await settle(controller, KEY, workshop)).toEqual({ next: "forget" });
    const { conditions, ...rest } = (await status()) ?? {};
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/config-a",
        ownerAccountID: "123456789012",
        region: "us-east-1",
      },
      creationTime: "2026-01-01T00:00:00Z",
      slipway: { runtime: "pods", begun: expect.anything() },
    });
    expect(conditions?.map(({ type, status }) => [type, status])).toEqual([
      ["ACK.ResourceSynced", "True"],
      ["Ready", "True"],
    ]);
  });

  test.each<[string, Partial<EndpointConfig["spec"]>, RegExp]>([
    ["no variant", { productionVariants: [] }, /^SLIP-RUN-004: spec\.productionVariants: /],
    [
      "two variants of one name",
      { productionVariants: [productionVariant("blue"), productionVariant("blue")] },
      /^SLIP-RUN-004: spec\.productionVariants\[1\]\.variantName: Duplicate value: "blue"/,
    ],
    [
      "no weight that would let a request through",
      { productionVariants: [productionVariant("blue", { initialVariantWeight: 0 })] },
      /^SLIP-RUN-002: productionVariants: every weight is 0/,
    ],
    [
      "serverless inference",
      {
        productionVariants: [
          {
            variantName: "blue",
            modelName: "m",
            serverlessConfig: { maxConcurrency: 1, memorySizeInMB: 1024 },
          },
        ],
      },
      /^SLIP-RUN-002: productionVariants\[0\]\.serverlessConfig/,
    ],
  ])("with %s is refused with the code and the field", async (_, spec, rest) => {
    await create(spec);
    await settle(controller, KEY, workshop);
    expect(findCondition((await status())?.conditions, "ACK.Terminal")).toMatchObject({
      status: "True",
      message: expect.stringMatching(rest),
    });
  });
});
