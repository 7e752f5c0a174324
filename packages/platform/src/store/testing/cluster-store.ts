import { randomUUID } from "node:crypto";
import { defined, type Key, type Kind, type Resource, rfc3339, splitKey } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import { connectKubeconfig } from "#lib/kubernetes/connect.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
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

let connected: Promise<KubernetesClient> | undefined;

/**
 * A real API server for tests that are written for the namespace `default` and a clock of their own: each store has a namespace of
 * its own under that name, and tells the time of creation by the test's clock, which the server cannot know.
 */
export async function createClusterStore(options: {
  readonly kubeconfig: string;
  readonly clock: Clock;
  readonly definitions?: readonly CustomResourceDefinition[];
}): Promise<{ readonly store: Store; close(): Promise<void> }> {
  const definitions = [...CRDS, ...(options.definitions ?? [])];
  connected ??= connect(options.kubeconfig, definitions);
  const real = createKubernetesStore({ client: await connected, clock: systemClock, log: silentLog });
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  await real.create(namespaceKind, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  return {
    store: relocated(real, { namespace, clock: options.clock, born: new Map() }),
    close: async () => {
      await Promise.all(definitions.map((definition) => letGo(real, kindOf(definition), namespace)));
      await real.remove(namespaceKind, `/${namespace}`);
    },
  };
}

async function connect(
  kubeconfig: string,
  definitions: readonly CustomResourceDefinition[],
): Promise<KubernetesClient> {
  const client = await connectKubeconfig(kubeconfig, { userAgent: "slipway-tests" });
  const store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
  for (const definition of definitions) {
    // An installation takes definitions for its own by this label.
    const metadata = { ...definition.metadata, labels: { "app.kubernetes.io/managed-by": "slipway" } };
    await store.apply(crdKind, { ...definition, metadata } as Resource, { manager: "test", force: true });
  }
  for (const { metadata } of definitions) await established(store, metadata.name);
  return client;
}

function kindOf({ spec }: CustomResourceDefinition): Kind {
  const { group, names, scope, versions } = spec;
  const version = versions[0]?.name ?? "";
  return { group, version, kind: names.kind, plural: names.plural, namespaced: scope === "Namespaced" };
}

/** Nobody is left to honour the finalizers of what a test leaves, and its namespace would never go. */
async function letGo(store: Store, kind: Kind, namespace: string): Promise<void> {
  if (!kind.namespaced) return;
  for (const object of (await store.list(kind, { namespace })).items) {
    if ((object.metadata.finalizers ?? []).length === 0) continue;
    await store.replace(kind, { ...object, metadata: { ...object.metadata, finalizers: [] } }, "object");
  }
}

async function established(store: Store, name: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const crd = await store.get(crdKind, `/${name}`);
    const { conditions = [] } = (crd?.status ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
    if (conditions.some(({ type, status }) => type === "Established" && status === "True")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the definition ${name} is not established`);
}

interface Place {
  readonly namespace: string;
  readonly clock: Clock;
  /** When each uid was made, by the test's clock. */
  readonly born: Map<string, string>;
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
      const created = await real.create(kind, send(object));
      place.born.set(created.metadata.uid ?? "", rfc3339(place.clock.now()));
      return tell(created);
    },
    replace: async (kind, object, part) => {
      const { creationTimestamp: _, ...metadata } = object.metadata;
      return tell(await real.replace(kind, send({ ...object, metadata }), part));
    },
    apply: async (kind, object, by) => {
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
