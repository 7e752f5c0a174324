import { nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { findNodePool } from "./node-pools.ts";

describe("the node pool of an instance type", () => {
  let store: Store;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ store, close } = await createMemoryStore({ clock: new ManualClock() }));
  });
  afterEach(() => close());
  const create = (name: string, ...instanceTypes: readonly string[]) =>
    store.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name },
      spec: { instanceTypes },
    });
  const found = async (type: string | undefined) => (await findNodePool(store, type))?.metadata.name;

  test("is the one that names it, and none where none does", async () => {
    await create("small", "ml.m5.large", "cpu");
    await create("gpu", "ml.p3.2xlarge");
    expect(await found("cpu")).toBe("small");
    expect(await found("ml.p3.2xlarge")).toBe("gpu");
    expect(await found("ml.p3")).toBeUndefined();
    expect(await found("")).toBeUndefined();
    expect(await found(undefined)).toBeUndefined();
  });

  test("is the first by name of several", async () => {
    await create("b", "cpu");
    await create("a", "cpu");
    expect(await found("cpu")).toBe("a");
  });

  test("is found behind hundreds of others", async () => {
    for (let count = 0; count < 501; count++) await create(`pool-${count}`, `type-${count}`);
    await create("zoo", "cpu");
    expect(await found("cpu")).toBe("zoo");
  });
});
