import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { servingVariant } from "../../serving.contract.ts";
import type { Applied, ServingSpec } from "../../serving.ts";
import { AGENT } from "../node-ways.ts";
import { createPodServing } from "../pod-serving.ts";
import { container, Machinery } from "../testing/machinery.ts";

const AT = "2026-01-01T00:00:00Z";
const TAG = "registry.example/team/churn:prod";
const digest = (digit: string): string => `registry.example/team/churn@sha256:${digit.repeat(64)}`;

async function bench() {
  const clock = new ManualClock();
  const { store, close } = await createMemoryStore({ clock });
  const machinery = new Machinery(store);
  const owner = await store.create(modelKind, {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "Model",
    metadata: { name: "owner", namespace: "default" },
    spec: { modelName: "owner" },
  });
  const registry = { tag: digest("a") as string | undefined, asked: 0, answers: Promise.resolve() };
  const resolveImage = async (image: string, { tell }: { readonly tell: (sentence: string) => void }) => {
    registry.asked++;
    tell(`pulling the image ${image}`);
    await registry.answers;
    return image === TAG ? registry.tag : undefined;
  };
  const parts = { store, cache: listedCache(store), clock, ways: { ...AGENT, imagePatienceMs: 0 } };
  let serving = createPodServing({ ...parts, resolveImage });
  let memory: Applied["memory"];
  const ref = { name: "churn", namespace: "default", owner };
  const apply = async (more: Partial<ServingSpec> = {}): Promise<Applied> => {
    const variants = [servingVariant("blue", { image: TAG })];
    const noted = memory === undefined ? {} : { memory };
    const applied = await serving.apply({ ...ref, ...noted, endpointName: "Churn", variants, ...more });
    if (applied.waitsFor === undefined) memory = applied.memory;
    return applied;
  };
  const roll = async (status: Parameters<typeof machinery.rollOut>[1]) => {
    for (const deployment of await machinery.deployments("default"))
      await machinery.rollOut(deployment, status);
  };
  const running = { ready: true, state: { running: { startedAt: AT } } };
  const settle = async (more: Partial<ServingSpec> = {}) => {
    for (let look = 0; look < 8; look++) {
      await apply(more);
      await roll({ phase: "Running", containerStatuses: [container("model", running)] });
      clock.advance(60_000);
    }
  };
  return {
    apply,
    settle,
    registry,
    close,
    clock,
    /** Those of the last image by name do not start. */
    fails: async () => {
      const images = await run();
      for (const deployment of await machinery.deployments("default"))
        if (deployment.spec.template.spec?.containers[0]?.image === images.at(-1))
          await machinery.rollOut(deployment, {
            phase: "Pending",
            containerStatuses: [
              container("model", { state: { waiting: { reason: "InvalidImageName", message: "no" } } }),
            ],
          });
    },
    observe: () => serving.observe({ ...ref, ...(memory === undefined ? {} : { memory }) }),
    forget: () => {
      memory = undefined;
    },
    /** A release that did not ask what names stand for; it leaves the memory that it had. */
    byEarlierRelease: () => {
      serving = createPodServing(parts);
    },
    byThisRelease: () => {
      serving = createPodServing({ ...parts, resolveImage });
    },
    run,
  };
  async function run(): Promise<readonly (string | undefined)[]> {
    const all = await machinery.deployments("default");
    return all.map(({ spec }) => spec.template.spec?.containers[0]?.image).toSorted();
  }
}

describe("an endpoint whose image is named by a tag", () => {
  let at: Awaited<ReturnType<typeof bench>>;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  test("runs what the tag stood for when it began, however often it is looked at or sized", async () => {
    await at.settle();
    at.registry.tag = digest("b");
    await at.settle();
    const variants = [servingVariant("blue", { image: TAG, capacity: { fixed: 3 }, weight: 5 })];
    await at.settle({ variants });
    expect(await at.run()).toEqual([digest("a")]);
    expect(at.registry.asked).toBe(1);
  });

  test("tells what it was named, what that stood for and since when", async () => {
    const began = at.clock.now();
    await at.settle();
    const [variant] = (await at.observe()).variants;
    const [image] = variant?.images ?? [];
    expect(image).toMatchObject({ specifiedImage: TAG, resolvedImage: digest("a") });
    expect(Math.abs(Date.parse(image?.resolutionTime ?? "") - began.getTime())).toBeLessThanOrEqual(1_000);
  });

  test("rolls the moved tag out when it is asked again, beside what serves", async () => {
    await at.settle();
    at.registry.tag = digest("b");
    await at.apply({ attempt: "again" });
    await at.apply({ attempt: "again" });
    expect(await at.run()).toEqual([digest("a"), digest("b")]);
    const { variants, pending } = await at.observe();
    expect(variants[0]?.images?.[0]?.resolvedImage).toBe(digest("a"));
    expect(pending?.variants[0]?.images?.[0]?.resolvedImage).toBe(digest("b"));
    await at.settle({ attempt: "again" });
    expect(await at.run()).toEqual([digest("b")]);
  });

  test("is not updated when it is asked again and the tag has not moved", async () => {
    await at.settle();
    const { replaces } = await at.apply({ attempt: "again" });
    expect([replaces, await at.run(), at.registry.asked]).toEqual([false, [digest("a")], 2]);
  });

  test("goes back to what it ran before where the moved tag does not start, until it is asked once more", async () => {
    await at.settle();
    at.registry.tag = digest("b");
    await at.apply({ attempt: "again" });
    await at.apply({ attempt: "again" });
    await at.fails();
    await at.settle({ attempt: "again" });
    expect(await at.run()).toEqual([digest("a")]);
    const { phase, variants } = await at.observe();
    expect([phase, variants[0]?.images?.[0]?.resolvedImage]).toEqual(["failed", digest("a")]);
    at.registry.tag = digest("c");
    await at.settle({ attempt: "again" });
    expect([await at.run(), at.registry.asked]).toEqual([[digest("a")], 2]);
    await at.settle({ attempt: "once more" });
    expect(await at.run()).toEqual([digest("c")]);
  });

  test("comes back to what it ran where an update is taken back, though the tag has moved", async () => {
    await at.settle();
    at.registry.tag = digest("b");
    const variants = [servingVariant("blue", { image: "registry.example/team/other:1" })];
    await at.apply({ variants });
    await at.apply({ variants });
    await at.settle();
    expect(await at.run()).toEqual([digest("a")]);
  });

  test("has begun nothing while its image is on its way, and says so", async () => {
    let come = () => {};
    at.registry.answers = new Promise((resolve) => {
      come = resolve;
    });
    expect(await at.apply()).toEqual({ waitsFor: `pulling the image ${TAG}` });
    expect(await at.run()).toEqual([]);
    come();
    await at.settle();
    expect([await at.run(), at.registry.asked]).toEqual([[digest("a")], 1]);
  });

  test("runs its image by the name where nobody can tell what that stands for", async () => {
    at.registry.tag = undefined;
    await at.settle();
    expect(await at.run()).toEqual([TAG]);
    expect((await at.observe()).variants[0]?.images).toBeUndefined();
  });

  test("of an earlier release goes on as it is, until it is asked again", async () => {
    at.byEarlierRelease();
    await at.settle();
    at.byThisRelease();
    await at.settle();
    expect([await at.run(), at.registry.asked]).toEqual([[TAG], 0]);
    await at.settle({ attempt: "again" });
    expect(await at.run()).toEqual([digest("a")]);
  });

  test("serves on where what was remembered is lost", async () => {
    await at.settle();
    at.forget();
    const { replaces } = await at.apply();
    expect([replaces, await at.run()]).toEqual([false, [digest("a")]]);
  });
});
