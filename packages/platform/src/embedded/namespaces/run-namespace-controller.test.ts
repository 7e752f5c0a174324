import { type Key, type Kind, MASTERS, type Resource } from "@slipway/model";
import {
  configMapKind,
  type Namespace,
  namespaceKind,
  podKind,
  secretKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { runNamespaceController } from "./run-namespace-controller.ts";

const caller = { user: "namespaces", groups: [MASTERS] };
const HELD = "example.com/f";

/** Words and order are those of Kubernetes 1.34: pkg/controller/namespace/deletion. */
describe("a namespace that is Terminating", () => {
  let server: ApiServer;
  let store: Store;
  let cache: Cache;
  let stop: AbortController;
  let running: Promise<void>;
  let close: () => void;

  beforeEach(async () => {
    const storage = createStorage({ file: ":memory:", clock: systemClock });
    close = () => storage.close();
    const parts = { storage, definitions: [], tokens: [], clock: systemClock, log: silentLog };
    server = await createApiServer(parts);
    store = createEmbeddedStore(server, caller);
    start();
    await store.create(namespaceKind, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "n" },
    } as Namespace);
  });
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
    await cache.close();
  };
  afterEach(async () => {
    await end();
    close();
  });

  const start = (): void => {
    cache = createCache({ store, clock: systemClock, log: silentLog });
    stop = new AbortController();
    running = runNamespaceController({
      store,
      cache,
      kinds: [configMapKind, secretKind, podKind] as readonly Kind[],
      finalize: async (namespace) => {
        const resource = server.resources.find(namespaceKind);
        if (resource === undefined) throw new Error("namespaces are not served");
        await server.update(caller, { resource, name: "n", subresource: "finalize" }, namespace);
      },
      clock: systemClock,
      log: silentLog,
      signal: stop.signal,
    });
  };
  const make = (kind: Kind, name: string, finalizers: readonly string[] = [], namespace = "n") =>
    store.create(kind, {
      apiVersion: "v1",
      kind: kind.kind,
      metadata: { name, namespace, finalizers },
    } as Resource);
  const remove = () => store.remove(namespaceKind, "/n");
  const get = async () => (await store.get(namespaceKind, "/n")) as Namespace | undefined;
  const gone = () => vi.waitFor(async () => expect(await get()).toBeUndefined(), 5_000);
  const told = async () =>
    ((await get())?.status?.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      status,
      reason,
      message,
    ]);
  const letGo = async (key: Key) => {
    const object = await store.get(secretKind, key);
    if (object === undefined) throw new Error(`there is no ${key}`);
    await store.replace(
      secretKind,
      { ...object, metadata: { ...object.metadata, finalizers: [] } },
      "object",
    );
  };

  test("goes at once when it holds nothing, and can be made again", async () => {
    await remove();
    await gone();
    await store.create(namespaceKind, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "n" },
    } as Namespace);
    expect((await get())?.status?.phase).toBe("Active");
    await make(configMapKind as Kind, "c");
  });

  test("takes all that is in it along, and nothing else", async () => {
    await make(configMapKind as Kind, "c");
    await make(secretKind as Kind, "s");
    await make(secretKind as Kind, "s", [], "default");
    await remove();
    await gone();
    expect((await store.list(secretKind)).items.map(({ metadata }) => metadata.namespace)).toEqual([
      "default",
    ]);
    expect((await store.list(configMapKind)).items).toEqual([]);
  });

  test("says what is left, kind by kind and finalizer by finalizer, and goes when that does", async () => {
    await make(configMapKind as Kind, "c");
    await make(secretKind as Kind, "a", [HELD]);
    await make(secretKind as Kind, "b", [HELD, "example.com/g"]);
    await remove();
    await vi.waitFor(async () => expect(await told()).not.toEqual([]), 5_000);
    expect(await told()).toEqual([
      [
        "NamespaceDeletionDiscoveryFailure",
        "False",
        "ResourcesDiscovered",
        "All resources successfully discovered",
      ],
      [
        "NamespaceDeletionGroupVersionParsingFailure",
        "False",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
      ],
      [
        "NamespaceDeletionContentFailure",
        "False",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
      ],
      [
        "NamespaceContentRemaining",
        "True",
        "SomeResourcesRemain",
        "Some resources are remaining: secrets. has 2 resource instances",
      ],
      [
        "NamespaceFinalizersRemaining",
        "True",
        "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: example.com/f in 2 resource instances, example.com/g in 1 resource instances",
      ],
    ]);
    await letGo("n/a");
    await letGo("n/b");
    await gone();
  });

  test("is emptied by the home that comes after one that was killed", async () => {
    await make(secretKind as Kind, "a", [HELD]);
    await remove();
    await vi.waitFor(async () => expect(await told()).not.toEqual([]), 5_000);
    await end();
    await letGo("n/a");
    expect((await get())?.status?.phase).toBe("Terminating");
    start();
    await gone();
  });
});
