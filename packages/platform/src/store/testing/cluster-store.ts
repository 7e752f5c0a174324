import { randomUUID } from "node:crypto";
import {
  defined,
  isConflict,
  isNotFound,
  type Key,
  type Kind,
  type Resource,
  rfc3339,
  splitKey,
} from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import { connectKubeconfig } from "#lib/kubernetes/connect.ts";
import { silentLog } from "#lib/log.ts";
import { createKubernetesStore } from "../kubernetes/create-kubernetes-store.ts";
import type { Change, Store } from "../store.ts";

const crdKind: Kind<Resource> = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};

/** Of each namespace of a store, so that those of an ended run can be found. */
const LABELS = { "test.slipway.dev/store": "yes" };

let connected: Promise<Store> | undefined;
/** Namespaces in which nothing is left: to make one and to remove it costs a server more than most tests do. */
const spare: string[] = [];

/**
 * A real API server for tests that are written for the namespace `default` and a clock of their own: each store has a namespace
 * under that name that is no other's and in which nothing is, and tells the time of creation by the test's clock, which the server
 * cannot know. `defineForStores` has been called.
 */
export async function createClusterStore(options: {
  readonly kubeconfig: string;
  readonly clock: Clock;
}): Promise<{ readonly store: Store; close(): Promise<void> }> {
  connected ??= connect(options.kubeconfig);
  const real = await connected;
  const namespace = spare.pop() ?? (await makeNamespace(real));
  const used = new Map<string, Kind>();
  return {
    store: relocated(real, { namespace, clock: options.clock, born: new Map(), used }),
    close: async () => {
      const left = await Promise.all([...used.values()].map((kind) => empty(real, kind, namespace)));
      if (left.every((count) => count === 0)) spare.push(namespace);
      else await real.remove(namespaceKind, `/${namespace}`);
    },
  };
}

/** Before any store: all definitions, and no namespace of an ended run. */
export async function defineForStores(
  kubeconfig: string,
  more: readonly CustomResourceDefinition[],
): Promise<void> {
  await removeStores(kubeconfig);
  const store = await connect(kubeconfig);
  const definitions = [...CRDS, ...more];
  await Promise.all(
    definitions.map((definition) => {
      // An installation takes definitions for its own by this label.
      const metadata = { ...definition.metadata, labels: { "app.kubernetes.io/managed-by": "slipway" } };
      return store.apply(crdKind, { ...definition, metadata } as Resource, { manager: "test", force: true });
    }),
  );
  for (const { metadata } of definitions) await established(store, metadata.name);
}

/** After the last store: none of their namespaces stays. */
export async function removeStores(kubeconfig: string): Promise<void> {
  const store = await connect(kubeconfig);
  const { items } = await store.list(namespaceKind, { labels: LABELS });
  for (const { metadata } of items) await remove(store, namespaceKind, `/${metadata.name}`);
}

async function connect(kubeconfig: string): Promise<Store> {
  const client = await connectKubeconfig(kubeconfig, { userAgent: "slipway-tests" });
  return createKubernetesStore({ client, clock: systemClock, log: silentLog });
}

async function makeNamespace(real: Store): Promise<string> {
  const name = `test-${randomUUID().slice(0, 8)}`;
  const metadata = { name, labels: LABELS };
  await real.create(namespaceKind, { apiVersion: "v1", kind: "Namespace", metadata });
  return name;
}

const MOST_TRIES = 5;

/** Removes all objects of the kind; gives how many stay for a while. Nobody is left to honour the finalizers of what a test leaves. */
async function empty(store: Store, kind: Kind, namespace: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { items } = await store.list(kind, { namespace });
    if (items.length === 0 || tries > MOST_TRIES) return items.length;
    for (const object of items) {
      const metadata = { ...object.metadata, finalizers: [] };
      if ((object.metadata.finalizers ?? []).length > 0)
        await store.replace(kind, { ...object, metadata }, "object").catch(unlessOutdated);
      await remove(store, kind, `${namespace}/${object.metadata.name}`);
    }
  }
}

/** What one that goes owned is the garbage collector's as well, which may be faster. */
function unlessOutdated(error: unknown): void {
  if (!isConflict(error) && !isNotFound(error)) throw error;
}

const remove = (store: Store, kind: Kind, key: Key): Promise<void> =>
  store.remove(kind, key).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });

async function established(store: Store, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const crd = await store.get(crdKind, `/${name}`);
    // Null at first.
    const { conditions } = (crd?.status ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
    };
    if (conditions?.some(({ type, status }) => type === "Established" && status === "True") === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the definition ${name} is not established`);
}

interface Place {
  readonly namespace: string;
  readonly clock: Clock;
  /** When each uid was made, by the test's clock. */
  readonly born: Map<string, string>;
  /** Kinds of which something was written there, by their plural names. */
  readonly used: Map<string, Kind>;
}

const TOLD = "default";

/** The same store with the namespace `default` meaning another one. */
function relocated(real: Store, place: Place): Store {
  const there = (namespace: string | undefined) => (namespace === TOLD ? place.namespace : namespace);
  const key = (given: Key): Key => `${there(splitKey(given).namespace) ?? ""}/${splitKey(given).name}`;
  const send = <R extends Pick<Resource, "metadata">>(object: R): R => {
    const namespace = there(object.metadata.namespace);
    return { ...object, metadata: { ...object.metadata, ...defined({ namespace }) } };
  };
  const tell = <R extends Resource>(object: R): R => {
    const { namespace, uid = "", creationTimestamp = "" } = object.metadata;
    if (namespace !== place.namespace) return object;
    const born = place.born.get(uid) ?? creationTimestamp;
    return { ...object, metadata: { ...object.metadata, namespace: TOLD, creationTimestamp: born } };
  };
  const where = <W extends { readonly namespace?: string }>(selector?: W): W => {
    const namespace = there(selector?.namespace ?? TOLD);
    return { ...selector, namespace } as W;
  };
  const writes = (kind: Kind): void => {
    if (kind.namespaced) place.used.set(`${kind.plural}.${kind.group}`, kind);
  };
  return {
    get: async (kind, given) => {
      const found = await real.get(kind, key(given));
      return found && tell(found);
    },
    list: async (kind, selector, page) => {
      const found = await real.list(kind, kind.namespaced ? where(selector) : selector, page);
      return { ...found, items: found.items.map((item) => tell(item)) };
    },
    watch: (kind, from, signal, selector) =>
      relocatedChanges(real.watch(kind, from, signal, kind.namespaced ? where(selector) : selector), tell),
    create: async (kind, object) => {
      writes(kind);
      const created = await real.create(kind, send(object));
      place.born.set(created.metadata.uid ?? "", rfc3339(place.clock.now()));
      return tell(created);
    },
    replace: async (kind, object, part) => {
      const { creationTimestamp: _, ...metadata } = object.metadata;
      return tell(await real.replace(kind, send({ ...object, metadata }), part));
    },
    apply: async (kind, object, by) => {
      writes(kind);
      const applied = await real.apply(kind, send(object), by);
      if (!place.born.has(applied.metadata.uid ?? ""))
        place.born.set(applied.metadata.uid ?? "", rfc3339(place.clock.now()));
      return tell(applied);
    },
    remove: (kind, given, options) => real.remove(kind, key(given), options),
    as: (caller) => relocated(real.as(caller), place),
  };
}

async function* relocatedChanges<R extends Resource>(
  changes: AsyncIterable<Change<R>>,
  tell: (object: R) => R,
): AsyncGenerator<Change<R>> {
  for await (const change of changes)
    yield change.type === "bookmark" ? change : { ...change, object: tell(change.object) };
}
