import { findCondition, type Kind } from "@slipway/model";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { modelController } from "#controllers/model/model-controller.ts";
import { IDENTITY, model } from "#controllers/testing/objects.ts";
import { silentLog } from "#lib/log.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { settle } from "#reconcile/testing/settle.ts";
import { openWorkshop, type Workshop } from "#reconcile/testing/workshop.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import type { Cache } from "#store/cache.ts";
import { cachedStore } from "#store/cached-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import { KindCopy } from "#store/reflector/kind-copy.ts";
import { findNamesake } from "./namesake.ts";

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

describe("of names that differ by case alone, whose ARN is one", () => {
  let workshop: Workshop;
  beforeEach(async () => {
    workshop = await openWorkshop();
  });
  afterEach(() => workshop.close());

  const controller = modelController({ definitions: createPodDefinitions(), identity: IDENTITY });
  const create = (name: string, modelName: string) =>
    workshop.hands.create(modelKind, model(name, { modelName }));
  const look = (name: string) => settle(controller, `default/${name}`, workshop);
  const refusal = async (name: string) => {
    const { status } = (await workshop.hands.get(modelKind, `default/${name}`)) ?? {};
    const terminal = findCondition(status?.conditions, "ACK.Terminal");
    return terminal?.status === "True" ? terminal.message : undefined;
  };

  test("the second is refused, and told why, until the first goes", async () => {
    await create("first", "Same");
    await look("first");
    workshop.clock.advance(1_000);
    await create("second", "same");
    await look("second");
    expect(await refusal("second")).toBe(
      "SLIP-RUN-003: Model first has the AWS name Same, and same would have the same ARN, which has it in lower case",
    );
    expect(await refusal("first")).toBeUndefined();
    await workshop.hands.remove(modelKind, "default/first");
    await look("first");
    await look("second");
    expect(await refusal("second")).toBeUndefined();
  });

  test("two that had theirs before names were compared so keep them", async () => {
    for (const [name, modelName] of [
      ["first", "Same"],
      ["second", "same"],
    ] as const) {
      const created = await create(name, modelName);
      const status = { ackResourceMetadata: { ownerAccountID: "123456789012", region: "us-east-1" } };
      await workshop.hands.replace(modelKind, { ...created, status } as Model, "status");
      workshop.clock.advance(1_000);
    }
    await look("second");
    await look("first");
    expect([await refusal("first"), await refusal("second")]).toEqual([undefined, undefined]);
  });
});

test("the next of a name begins when the one that has it goes, at once and not when time has passed", async () => {
  const workshop = await openWorkshop();
  const { hands, stop, clock, log } = workshop;
  const cache = createCache({ store: hands, clock, log });
  const working = startControllers(
    [modelController({ definitions: createPodDefinitions(), identity: IDENTITY })],
    { ...workshop, cache, store: cachedStore(hands, cache) },
  );
  const terminal = async (name: string) => {
    const { status } = (await hands.get(modelKind, `default/${name}`)) ?? {};
    return (
      status?.ackResourceMetadata && (findCondition(status.conditions, "ACK.Terminal")?.status ?? "none")
    );
  };
  await hands.create(modelKind, model("first", { modelName: "Same" }));
  await expect.poll(() => terminal("first")).toBe("none");
  for (const name of ["second", "third"]) {
    await hands.create(modelKind, model(name, { modelName: "Same" }));
    await expect.poll(() => terminal(name)).toBe("True");
  }
  await hands.remove(modelKind, "default/first");
  const left = async () => (await Promise.all(["second", "third"].map(terminal))).toSorted();
  await expect.poll(left).not.toEqual(["True", "True"]);
  stop.abort();
  await working;
  await cache.close();
  await workshop.close();
});

test("costs the same among a hundred objects and among 14,531 of one name, whoever is looked at", async () => {
  const asked = async (count: number) => {
    const copy = new KindCopy<Model>({ where: undefined, log: silentLog });
    const all = Array.from({ length: count }, (_, at) => named(at));
    for (const one of all) copy.listed(one, "1000000");
    copy.reached("1000000");
    let seen = 0;
    const by: typeof copy.by = (...how) => {
      const found = copy.by(...how);
      seen += found.length;
      return found;
    };
    const cache = { of: async () => Object.assign(Object.create(copy), { by, caughtUp: async () => {} }) };
    const parts = {
      kind: modelKind as Kind<Model>,
      cache: cache as unknown as Cache,
      signal,
      nameOf: () => "Same",
    };
    const verdicts = [];
    for (const object of [all[0], all[count >> 1], all[count - 1]])
      verdicts.push(object && Object.keys((await findNamesake({ ...parts, object })) ?? { none: 0 }));
    return { seen, verdicts };
  };
  const few = await asked(100);
  expect(few).toEqual({ seen: 5, verdicts: [["awaited"], ["refusal"], ["refusal"]] });
  expect(await asked(14_531)).toEqual(few);
});

const { signal } = new AbortController();

function named(at: number): Model {
  const made = model(`m-${at}`, { modelName: "Same" });
  const metadata = { uid: String(at).padStart(6, "0"), resourceVersion: String(at + 1) };
  return { ...made, metadata: { ...made.metadata, ...metadata, creationTimestamp: "2026-01-01T00:00:00Z" } };
}
