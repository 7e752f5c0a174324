import { type Key, type Kind, MASTERS, type OwnerReference, type Resource } from "@slipway/model";
import { podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { runGarbageCollector } from "./run-garbage-collector.ts";

/** Secrets stand for any kind: what counts is who owns whom. */
describe("garbage collection", () => {
  let store: Store;
  let cache: Cache;
  let stop: AbortController;
  let running: Promise<void>;
  let close: () => void;

  beforeEach(async () => {
    const storage = createStorage({ file: ":memory:", clock: systemClock });
    close = () => storage.close();
    const server = await createApiServer({
      storage,
      definitions: [],
      tokens: [],
      clock: systemClock,
      log: silentLog,
    });
    store = createEmbeddedStore(server, { user: "gc", groups: [MASTERS] });
    cache = createCache({ store, clock: systemClock, log: silentLog });
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await running;
    await cache.close();
    close();
  });

  const start = (): void => {
    running = runGarbageCollector({
      store,
      cache,
      kinds: [secretKind, podKind] as readonly Kind[],
      clock: systemClock,
      log: silentLog,
      signal: stop.signal,
    });
  };
  const make = (name: string, ...owners: readonly OwnerReference[]): Promise<Resource> =>
    store.create(secretKind as Kind, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: "default", ownerReferences: owners },
    });
  const owning = (owner: Resource): OwnerReference => ({
    apiVersion: "v1",
    kind: "Secret",
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    blockOwnerDeletion: true,
  });
  const key = (name: string): Key => `default/${name}`;
  const gone = (name: string) =>
    vi.waitFor(async () => expect(await store.get(secretKind, key(name))).toBeUndefined(), 5_000);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 150));

  test("removes what belonged to an object that is gone, and what belonged to that", async () => {
    const owner = await make("owner");
    const child = await make("child", owning(owner));
    await make("grandchild", owning(child));
    start();
    await settle();
    expect(await store.get(secretKind, key("grandchild"))).toBeDefined();
    await store.remove(secretKind, key("owner"));
    await gone("child");
    await gone("grandchild");
  });

  test("removes what lost its owner while nobody looked", async () => {
    const owner = await make("owner");
    await make("child", owning(owner));
    await store.remove(secretKind, key("owner"));
    start();
    await gone("child");
  });

  test("takes an owner's name with another uid for another object", async () => {
    const owner = await make("owner");
    await make("child", { ...owning(owner), uid: "of-an-earlier-one" });
    start();
    await gone("child");
    expect(await store.get(secretKind, key("owner"))).toBeDefined();
  });

  test("keeps what still has one owner", async () => {
    const [a, b] = [await make("a"), await make("b")];
    await make("child", owning(a), owning(b));
    start();
    await store.remove(secretKind, key("a"));
    await settle();
    expect(await store.get(secretKind, key("child"))).toBeDefined();
    await store.remove(secretKind, key("b"));
    await gone("child");
  });

  test("never removes what belongs to a kind it does not know", async () => {
    await make("child", { apiVersion: "example.com/v1", kind: "Unknown", name: "x", uid: "u" });
    start();
    await settle();
    expect(await store.get(secretKind, key("child"))).toBeDefined();
  });

  test("lets the owner go last when deletion is in the foreground", async () => {
    const owner = await make("owner");
    await make("child", owning(owner));
    await store.remove(secretKind, key("owner"), { propagation: "foreground" });
    expect((await store.get(secretKind, key("owner")))?.metadata.finalizers).toContain("foregroundDeletion");
    start();
    await gone("child");
    await gone("owner");
  });

  test("leaves dependents alone when they are to be orphans", async () => {
    const owner = await make("owner");
    await make("child", owning(owner));
    start();
    await store.remove(secretKind, key("owner"), { propagation: "orphan" });
    await gone("owner");
    expect((await store.get(secretKind, key("child")))?.metadata.ownerReferences ?? []).toEqual([]);
  });
});
