import { nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { findNodePool } from "./node-pools.ts";

describe("the node pool of an instance type", () => {
  let store: Store;
  let clock: ManualClock;
  let close: () => Promise<void>;
  beforeEach(async () => {
    clock = new ManualClock();
    ({ store, close } = await createMemoryStore({ clock }));
  });
  afterEach(() => close());
  const create = (name: string, ...instanceTypes: readonly string[]) =>
    store.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name },
      spec: { instanceTypes },
    });
  const found = async (type: string | undefined) =>
    (await findNodePool({ store, cache: listedCache(store) }, { instanceType: type }))?.metadata.name;

  test("is the one that names it, and none where none does", async () => {
    await create("small", "ml.m5.large", "cpu");
    await create("gpu", "ml.p3.2xlarge");
    expect(await found("cpu")).toBe("small");
    expect(await found("ml.p3.2xlarge")).toBe("gpu");
    expect(await found("ml.p3")).toBeUndefined();
    expect(await found("")).toBeUndefined();
    expect(await found(undefined)).toBeUndefined();
  });

  test("is the one created first of several, whatever their names, until it goes", async () => {
    for (const name of ["m", "a", "z"]) {
      await create(name, "cpu");
      clock.advance(1_000);
    }
    expect(await found("cpu")).toBe("m");
    await store.remove(nodePoolKind, "/m");
    expect(await found("cpu")).toBe("a");
    await create("m", "cpu");
    expect(await found("cpu")).toBe("a");
  });

  test("created in one second is the same one at every look, and not the first by name each time", async () => {
    const winners = new Set<string>();
    for (let round = 0; round < 24; round++) {
      await create(`a-${round}`, `type-${round}`);
      await create(`b-${round}`, `type-${round}`);
      const winner = await found(`type-${round}`);
      expect(await found(`type-${round}`)).toBe(winner);
      winners.add(winner?.slice(0, 1) ?? "");
    }
    expect([...winners].sort()).toEqual(["a", "b"]);
  });

  test("is found behind hundreds of others", async () => {
    for (let count = 0; count < 501; count++) await create(`pool-${count}`, `type-${count}`);
    await create("zoo", "cpu");
    expect(await found("cpu")).toBe("zoo");
  });
});
