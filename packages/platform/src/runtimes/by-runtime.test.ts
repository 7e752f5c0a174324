import type { Resource } from "@slipway/model";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { byRuntime, type ChooseRuntime } from "./by-runtime.ts";
import { createFake, type FakeRuntime } from "./fake/create-fake.ts";
import { runSpec } from "./runs.contract.ts";
import type { Runtime } from "./runtime.ts";
import { servingVariant } from "./serving.contract.ts";

const choose: ChooseRuntime = async ({ metadata }) => metadata.name;
const owner = (name: string): Resource => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "Endpoint",
  metadata: { name, namespace: "default", uid: name },
});
const endpoint = (name: string) => ({
  name: "e-1",
  namespace: "default",
  endpointName: "E-1",
  owner: owner(name),
  variants: [servingVariant("a")],
});

describe("several runtimes as one", () => {
  let near: FakeRuntime;
  let far: FakeRuntime;
  let all: Omit<Runtime, "name">;
  beforeEach(() => {
    const clock = new ManualClock();
    [near, far] = [createFake("near", clock), createFake("far", clock)];
    all = byRuntime([near, far], choose);
  });

  test("start, stop and remove a run where its owner is carried, and nowhere else", async () => {
    const run = { name: "run-1", namespace: "default", owner: owner("far") };
    await all.runs.start(runSpec(owner("near"), "run-1"));
    expect((await all.runs.observe(run)).phase).toBe("gone");
    await all.runs.start(runSpec(owner("far"), "run-1"));
    await all.runs.stop(run);
    expect([near.runs.stopAsked.length, far.runs.stopAsked.length]).toEqual([0, 1]);
    await all.runs.remove(run);
    expect((await all.runs.observe({ ...run, owner: owner("near") })).phase).toBe("pending");
    expect((await all.runs.abilities(owner("far"))).runtime).toBe("far");
  });

  test("serve an endpoint where its owner is carried, and nowhere else", async () => {
    await all.serving.apply(endpoint("far"));
    expect([near.serving.applied.length, far.serving.applied.length]).toEqual([0, 1]);
    expect((await all.serving.observe(endpoint("far"))).phase).toBe("creating");
    expect((await all.serving.observe(endpoint("near"))).phase).toBe("gone");
    expect(await all.serving.remove(endpoint("near"))).toBe("gone");
    expect((await all.serving.observe(endpoint("far"))).phase).toBe("creating");
  });

  test("make a definition known where its owner is carried, and nowhere else", async () => {
    const model = (name: string) => ({ ...owner(name), kind: "Model" });
    await all.definitions.put(model("far"));
    await all.definitions.put(model("near"));
    await all.definitions.remove(model("near"));
    expect([near.definitions.known(), far.definitions.known()]).toEqual([[], ["default/far"]]);
    expect((await all.definitions.abilities(owner("near"))).runtime).toBe("near");
  });

  test("refuse what is to be carried where nothing is", async () => {
    const error = await all.runs.abilities(owner("nowhere")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SLIP-RUN-005" });
  });
});
