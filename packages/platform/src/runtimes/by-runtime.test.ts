import type { Resource } from "@slipway/model";
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { NOTHING_BEYOND, type RuntimeName } from "./abilities.ts";
import { type ChooseRuntime, definitionsByRuntime, runsByRuntime, servingByRuntime } from "./by-runtime.ts";
import type { Definitions } from "./definitions.ts";
import { FakeRuns } from "./fake/fake-runs.ts";
import { FakeServing } from "./fake/fake-serving.ts";
import { runSpec } from "./runs.contract.ts";
import { servingVariant } from "./serving.contract.ts";

const choose: ChooseRuntime = async ({ metadata }) => (metadata.name === "far" ? "sagemaker" : "pods");
const owner = (name: "near" | "far"): Resource => ({
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "Endpoint",
  metadata: { name, namespace: "default", uid: name },
});
const endpoint = (name: "near" | "far") => ({
  name: "e-1",
  namespace: "default",
  endpointName: "E-1",
  owner: owner(name),
  variants: [servingVariant("a")],
});

describe("several runtimes as one", () => {
  let clock: ManualClock;
  beforeEach(() => {
    clock = new ManualClock();
  });

  test("start, stop and remove a run where its owner is carried, and nowhere else", async () => {
    const all = { pods: new FakeRuns(clock), sagemaker: new FakeRuns(clock) };
    all.sagemaker.declared.runtime = "sagemaker";
    const runs = runsByRuntime(all, choose);
    const far = { name: "run-1", namespace: "default", owner: owner("far") };
    await runs.start(runSpec(owner("near"), "run-1"));
    expect((await runs.observe(far)).phase).toBe("gone");
    await runs.start(runSpec(owner("far"), "run-1"));
    await runs.stop(far);
    expect([all.pods.stopAsked.length, all.sagemaker.stopAsked.length]).toEqual([0, 1]);
    await runs.remove(far);
    expect((await runs.observe({ ...far, owner: owner("near") })).phase).toBe("pending");
    expect((await runs.abilities(owner("far"))).runtime).toBe("sagemaker");
  });

  test("serve an endpoint where its owner is carried, and nowhere else", async () => {
    const all = { pods: new FakeServing(), sagemaker: new FakeServing() };
    const serving = servingByRuntime(all, choose);
    await serving.apply(endpoint("far"));
    expect([all.pods.applied.length, all.sagemaker.applied.length]).toEqual([0, 1]);
    expect((await serving.observe(endpoint("far"))).phase).toBe("creating");
    expect((await serving.observe(endpoint("near"))).phase).toBe("gone");
    expect(await serving.remove(endpoint("near"))).toBe("gone");
    expect((await serving.observe(endpoint("far"))).phase).toBe("creating");
  });

  test("make a definition known where its owner is carried, and nowhere else", async () => {
    const told: string[] = [];
    const one = (runtime: RuntimeName): Definitions => ({
      abilities: async () => ({ runtime, wholeRequest: false, can: NOTHING_BEYOND }),
      put: async ({ metadata }) => {
        told.push(`${runtime} knows ${metadata.name}`);
        return {};
      },
      remove: async ({ metadata }) => {
        told.push(`${runtime} forgets ${metadata.name}`);
        return "gone";
      },
    });
    const definitions = definitionsByRuntime({ pods: one("pods"), sagemaker: one("sagemaker") }, choose);
    await definitions.put(owner("far"));
    await definitions.remove(owner("near"));
    expect(told).toEqual(["sagemaker knows far", "pods forgets near"]);
    expect((await definitions.abilities(owner("near"))).runtime).toBe("pods");
  });
});
