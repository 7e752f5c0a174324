import { findCondition } from "@slipway/model";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import { IDENTITY, model } from "../testing/objects.ts";
import { modelController } from "./model-controller.ts";

describe("a model", () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const controller = modelController({ definitions: createPodDefinitions(), identity: IDENTITY });
  const create = (name: string, spec: Partial<Model["spec"]> = {}) =>
    workshop.hands.create(modelKind, model(name, spec));
  const look = (name: string) => settle(controller, `default/${name}`, workshop);
  const status = async (name: string) => (await workshop.hands.get(modelKind, `default/${name}`))?.status;
  const terminal = async (name: string) => {
    const condition = findCondition((await status(name))?.conditions, "ACK.Terminal");
    return condition?.status === "True" ? condition.message : undefined;
  };

  test("is there as soon as it is accepted", async () => {
    await create("model-a");
    expect(await look("model-a")).toEqual({ next: "forget" });
    const { conditions, ...rest } = (await status("model-a")) ?? {};
    expect(rest).toEqual({
      ackResourceMetadata: {
        arn: "arn:aws:sagemaker:us-east-1:123456789012:model/model-a",
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

  test("whose image is changed is Terminal in ACK's words until that is undone", async () => {
    await create("model-a");
    await look("model-a");
    const edit = async (spec: Partial<Model["spec"]>) => {
      const found = await workshop.hands.get(modelKind, "default/model-a");
      if (found === undefined) throw new Error("there is no model");
      await workshop.hands.replace(modelKind, { ...found, spec: { ...found.spec, ...spec } }, "object");
      await look("model-a");
    };
    await edit({ primaryContainer: { image: "another" } });
    expect(await terminal("model-a")).toMatch(
      /: Immutable Spec fields have been modified: primaryContainer\. /,
    );
    const conditions = (await status("model-a"))?.conditions;
    expect(findCondition(conditions, "ACK.ResourceSynced")?.status).toBe("False");
    await edit(model("model-a").spec);
    expect(await terminal("model-a")).toBeUndefined();
    expect(findCondition((await status("model-a"))?.conditions, "ACK.ResourceSynced")?.status).toBe("True");
  });

  test.each<[string, Partial<Model["spec"]>, RegExp]>([
    ["a name that AWS would refuse", { modelName: "no spaces" }, /^SLIP-RUN-004: spec\.modelName: /],
    [
      "many models in one container, of one archive",
      { primaryContainer: { image: "a", mode: "MultiModel", modelDataURL: "s3://b/model.tar.gz" } },
      /^SLIP-RUN-002: mode MultiModel needs a modelDataURL that is a prefix/,
    ],
    [
      "many models in one of several containers",
      {
        primaryContainer: undefined as never,
        containers: [{ image: "a" }, { image: "b", mode: "MultiModel", modelDataURL: "s3://b/models/" }],
      },
      /^SLIP-RUN-002: mode MultiModel is served of a container that is alone/,
    ],
  ])(
    "with %s is refused with the code and the reason, and accepted once it is mended",
    async (_, spec, rest) => {
      await create("model-a", spec);
      await look("model-a");
      expect(await terminal("model-a")).toMatch(rest);
      const refused = await workshop.hands.get(modelKind, "default/model-a");
      if (refused === undefined) throw new Error("the model is gone");
      await workshop.hands.replace(modelKind, { ...refused, spec: model("model-a").spec }, "object");
      await look("model-a");
      expect(await terminal("model-a")).toBeUndefined();
      expect(findCondition((await status("model-a"))?.conditions, "ACK.ResourceSynced")?.status).toBe("True");
    },
  );

  test("keeps its AWS name against a younger one", async () => {
    await create("model-a", { modelName: "Same" });
    workshop.clock.advance(1_000);
    await create("model-b", { modelName: "Same" });
    await look("model-b");
    await look("model-a");
    expect(await terminal("model-a")).toBeUndefined();
    expect(await terminal("model-b")).toMatch(/^SLIP-RUN-003: Model model-a has the AWS name Same/);
  });

  test("of the same second and name as another: exactly one is accepted", async () => {
    await create("model-a", { modelName: "Same" });
    await create("model-b", { modelName: "Same" });
    await look("model-a");
    await look("model-b");
    const refused = [await terminal("model-a"), await terminal("model-b")].filter((one) => one !== undefined);
    expect(refused).toHaveLength(1);
  });
});
