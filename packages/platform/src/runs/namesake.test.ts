import { findCondition } from "@slipway/model";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { modelController } from "#controllers/model/model-controller.ts";
import { IDENTITY, model } from "#controllers/testing/objects.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";

/** Uids are chance, and each of these tests is about who is larger: enough rounds see both. */
const ROUNDS = Array.from({ length: 8 }, (_, round) => round);

describe("of objects of one AWS name and one second", () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const controller = modelController({ definitions: createPodDefinitions(), identity: IDENTITY });
  const create = (name: string) => workshop.hands.create(modelKind, model(name, { modelName: "Same" }));
  const look = (name: string) => settle(controller, `default/${name}`, workshop);
  const read = async (name: string) => (await workshop.hands.get(modelKind, `default/${name}`)) as Model;
  const verdict = async (name: string) => {
    const { status } = await read(name);
    const { message = "" } = findCondition(status?.conditions, "ACK.Terminal") ?? {};
    if (message.startsWith("SLIP-RUN-003")) return "refused";
    return status?.ackResourceMetadata === undefined ? "waits" : "accepted";
  };

  test.each(ROUNDS)("the one that was accepted before the other came keeps the name (%i)", async () => {
    await create("first");
    await look("first");
    await create("second");
    await look("second");
    await look("first");
    expect([await verdict("first"), await verdict("second")]).toEqual(["accepted", "refused"]);
  });

  test.each(ROUNDS)("exactly one is accepted, whoever is looked at first (%i)", async () => {
    const names = ["a", "b", "c"];
    for (const name of names) await create(name);
    for (const name of [...names, ...names]) await look(name);
    expect((await Promise.all(names.map(verdict))).toSorted()).toEqual(["accepted", "refused", "refused"]);
  });

  test("the one with the smaller uid waits, and says for whom, until the other was looked at", async () => {
    const [a, b] = [await create("a"), await create("b")];
    const [smaller, larger] = (a.metadata.uid ?? "") < (b.metadata.uid ?? "") ? ["a", "b"] : ["b", "a"];
    expect((await look(smaller)).recheckAfterMs).toBe(500);
    expect(await verdict(smaller)).toBe("waits");
    expect(findCondition((await read(smaller)).status?.conditions, "ACK.Terminal")).toMatchObject({
      status: "False",
      reason: "Waiting",
      message: `Model ${larger} asks for the AWS name Same too; waiting until it was looked at`,
    });
    await look(larger);
    await look(smaller);
    expect([await verdict(smaller), await verdict(larger)]).toEqual(["accepted", "refused"]);
  });

  test.each(ROUNDS)("those that were refused follow one by one when the name is free (%i)", async () => {
    const left = ["a", "b", "c"];
    for (const name of left) await create(name);
    for (const name of [...left, ...left]) await look(name);
    while (left.length > 1) {
      const verdicts = await Promise.all(left.map(verdict));
      expect(verdicts.filter((one) => one === "accepted")).toHaveLength(1);
      const [gone = ""] = left.splice(verdicts.indexOf("accepted"), 1);
      await workshop.hands.remove(modelKind, `default/${gone}`);
      await look(gone);
      for (const name of [...left, ...left]) await look(name);
    }
    expect(await verdict(left[0] ?? "")).toBe("accepted");
  });
});
