import { isNotFound, type Resource } from "@slipway/model";
import { afterEach, beforeEach, describe, expect } from "vitest";
import type {
  Serving,
  ServingContainer,
  ServingRef,
  ServingSpec,
  ServingState,
  ServingVariant,
} from "./serving.ts";
import { testUnless } from "./testing/test-unless.ts";

/** An implementation with its machinery in the test's hands. */
export interface ServingHarness {
  readonly serving: Serving;
  /** An object that is really there, for endpoints to belong to. */
  readonly owner: Resource;
  /** The machinery has brought up everything that is asked for now, and it answers. */
  bringUp(id: ServingRef): Promise<void>;
  /** The newest containers of one variant keep ending with these words. */
  crash(id: ServingRef, variant: string, words: string): Promise<void>;
  /** The image of one variant cannot be had, for this reason. */
  refuseImage(id: ServingRef, variant: string, message: string): Promise<void>;
  /** Whatever `remove` asked for has happened. */
  settleRemoval(id: ServingRef): Promise<void>;
  /** So many milliseconds go by; absent where nothing waits for time. */
  pass?(ms: number): void;
  close(): Promise<void>;
}

/** A variant of one container, which `change` may change, too. */
export function servingVariant(
  name: string,
  { image, modelUri, env, ...change }: Partial<ServingVariant> & Partial<ServingContainer> = {},
): ServingVariant {
  const container = {
    image: image ?? "slipway.dev/xgboost",
    modelUri: modelUri ?? "s3://bucket-a/out/model.tar.gz",
    env: env ?? { A: "b" },
  };
  return {
    name,
    role: "production",
    containers: [container],
    instanceType: "ml.m5.large",
    capacity: { fixed: 1 },
    weight: 1,
    startupSeconds: 240,
    ...change,
  };
}

/**
 * What every implementation of `Serving` does alike. `unlike` names tests that do not hold of the machinery, each with
 * the reason, which is shown.
 */
export function servingContract(
  name: string,
  make: () => Promise<ServingHarness>,
  unlike: Readonly<Record<string, string>> = {},
): void {
  describe(`${name} as Serving`, () => {
    const test = testUnless(unlike);
    let harness: ServingHarness;
    beforeEach(async () => {
      harness = await make();
      memory = undefined;
    });
    afterEach(() => harness.close());
    const spec = (...variants: readonly ServingVariant[]): ServingSpec => ({
      name: "endpoint-1",
      namespace: harness.owner.metadata.namespace ?? "default",
      endpointName: "Endpoint-1",
      owner: harness.owner,
      variants,
    });
    let memory: ServingRef["memory"];
    const refTo = (name: string): ServingRef => ({
      name,
      namespace: harness.owner.metadata.namespace ?? "default",
      owner: harness.owner,
      ...(memory === undefined ? {} : { memory }),
    });
    const apply = async (...variants: readonly ServingVariant[]): Promise<ServingRef> => {
      const applied = await harness.serving.apply({ ...spec(...variants), ...refTo("endpoint-1") });
      memory = applied.memory;
      return refTo("endpoint-1");
    };
    const observe = ({ name }: ServingRef): Promise<ServingState> => harness.serving.observe(refTo(name));
    const phase = async (id: ServingRef) => (await observe(id)).phase;
    /** What is asked for answers, however many looks and however much time the update takes. */
    const settle = async (id: ServingRef, ...variants: readonly ServingVariant[]): Promise<void> => {
      for (let look = 0; look < 10; look++) {
        await harness.bringUp(id);
        harness.pass?.(60_000);
        await apply(...variants);
      }
    };
    /** An endpoint in service. */
    const serve = async (...variants: readonly ServingVariant[]): Promise<ServingRef> => {
      const id = await apply(...variants);
      await harness.bringUp(id);
      await apply(...variants);
      return id;
    };

    test("is told of variant by variant, in the order that they are given", async () => {
      const id = await serve(servingVariant("old"), servingVariant("new"));
      expect((await observe(id)).variants.map(({ name }) => name)).toEqual(["old", "new"]);
      await settle(id, servingVariant("third"), servingVariant("old"), servingVariant("new"));
      expect((await observe(id)).variants.map(({ name }) => name)).toEqual(["third", "old", "new"]);
    });

    test("waits with a sentence until every variant answers", async () => {
      const id = await apply(
        servingVariant("blue", { capacity: { fixed: 2 }, weight: 3 }),
        servingVariant("green"),
      );
      const state = await observe(id);
      expect(state.phase).toBe("creating");
      expect(state.message).not.toBe("");
      expect(
        state.variants.map(({ name, weight, desired, ready }) => [name, weight, desired, ready]),
      ).toEqual([
        ["blue", 3, 2, 0],
        ["green", 1, 1, 0],
      ]);
      await harness.bringUp(id);
      const answering = await observe(id);
      expect(answering.phase).toBe("ready");
      expect(answering.variants.map(({ ready }) => ready)).toEqual([2, 1]);
    });

    test("takes the same specification again for what is there already", async () => {
      const id = await serve(servingVariant("blue"));
      await apply(servingVariant("blue"));
      expect(await phase(id)).toBe("ready");
    });

    test("takes another image for an update, and is ready again when that answers", async () => {
      const id = await serve(servingVariant("blue"));
      await apply(servingVariant("blue", { image: "slipway.dev/script" }));
      expect(await phase(id)).toBe("creating");
      await settle(id, servingVariant("blue", { image: "slipway.dev/script" }));
      expect(await phase(id)).toBe("ready");
    });

    test("takes another model for an update", async () => {
      const id = await serve(servingVariant("blue"));
      await apply(servingVariant("blue", { modelUri: "s3://bucket-a/other/model.tar.gz" }));
      expect(await phase(id)).toBe("creating");
    });

    test("changes how many instances there are", async () => {
      const id = await serve(servingVariant("blue"));
      await apply(servingVariant("blue", { capacity: { fixed: 3 } }));
      expect((await observe(id)).variants[0]?.desired).toBe(3);
      await harness.bringUp(id);
      const state = await observe(id);
      expect([state.phase, state.variants[0]?.ready]).toEqual(["ready", 3]);
    });

    test("has the number of instances that it was scaled to, for as long as that is within its range", async () => {
      const range = (min: number, max: number) => servingVariant("blue", { capacity: { min, max } });
      const id = await serve(range(1, 4));
      const desired = async () => (await observe(id)).variants[0]?.desired;
      expect(await desired()).toBe(1);
      await harness.serving.scale(id, { variant: "blue", count: 3 });
      expect(await desired()).toBe(3);
      await apply(range(1, 4));
      expect(await desired()).toBe(3);
      await apply(range(1, 2));
      expect(await desired()).toBe(2);
      await apply(servingVariant("blue", { capacity: { fixed: 1 } }));
      expect(await desired()).toBe(1);
    });

    test("goes on with as many instances as it has when the number becomes a range", async () => {
      const fixed = servingVariant("blue", { capacity: { fixed: 3 } });
      const id = await serve(fixed);
      await apply({ ...fixed, capacity: { min: 1, max: 5 } });
      await apply({ ...fixed, capacity: { min: 1, max: 5 } });
      expect((await observe(id)).variants[0]?.desired).toBe(3);
    });

    test("scales nothing that is not there", async () => {
      const id = await serve(servingVariant("blue"));
      for (const [ref, variant] of [
        [id, "green"],
        [refTo("never-was"), "blue"],
      ] as const) {
        const scaled = harness.serving.scale(ref, { variant, count: 2 });
        expect(await scaled.catch((error: unknown) => isNotFound(error))).toBe(true);
      }
    });

    test("shifts weights without starting anything anew", async () => {
      const id = await serve(servingVariant("blue"), servingVariant("green"));
      await apply(servingVariant("blue", { weight: 9 }), servingVariant("green"));
      const state = await observe(id);
      expect(state.phase).toBe("ready");
      expect(state.variants.map(({ name, weight }) => [name, weight])).toEqual([
        ["blue", 9],
        ["green", 1],
      ]);
    });

    test("lets a variant that is no longer wanted go once the others answer", async () => {
      const id = await serve(servingVariant("blue"));
      await apply(servingVariant("green"));
      expect(await phase(id)).toBe("creating");
      await settle(id, servingVariant("green"));
      await harness.settleRemoval(id);
      const state = await observe(id);
      expect([state.phase, state.variants.map((variant) => variant.name)]).toEqual(["ready", ["green"]]);
    });

    test("fails in the container's words when it keeps ending, and mends when it answers after all", async () => {
      const id = await apply(servingVariant("blue"));
      await harness.crash(id, "blue", "ImportError: no module named xgboost");
      const state = await observe(id);
      expect(state.phase).toBe("failed");
      expect(state.message).toContain("ImportError: no module named xgboost");
      await harness.bringUp(id);
      expect(await phase(id)).toBe("ready");
    });

    test("fails with the reason when an image cannot be had", async () => {
      const id = await apply(servingVariant("blue"));
      await harness.refuseImage(id, "blue", "nobody knows image x");
      const state = await observe(id);
      expect([state.phase, state.message]).toEqual([
        "failed",
        expect.stringContaining("nobody knows image x"),
      ]);
    });

    test("does not hold the faults of what it replaces against an update", async () => {
      const id = await apply(servingVariant("blue"));
      await harness.crash(id, "blue", "ImportError: no module named xgboost");
      await apply(servingVariant("blue", { image: "slipway.dev/script" }));
      expect(await phase(id)).toBe("creating");
    });

    test("calls an endpoint that is not there gone, and forgives removing it", async () => {
      const id = refTo("never-was");
      expect(await phase(id)).toBe("gone");
      expect(await harness.serving.remove(id)).toBe("gone");
    });

    test("is gone after removal, and the name is free again", async () => {
      const id = await serve(servingVariant("blue"), servingVariant("green"));
      await harness.serving.remove(id);
      expect(["removing", "gone"]).toContain(await phase(id));
      await harness.settleRemoval(id);
      expect(await phase(id)).toBe("gone");
      await apply(servingVariant("blue"));
      expect(await phase(id)).toBe("creating");
    });
  });
}
