import { apiVersionOf, isNotFound, type Kind, type OwnerReference, splitKey } from "@slipway/model";
import type { Store } from "#store/store.ts";
import type { Graph, Node } from "./graph.ts";

/** Finalizers that only the collector takes away (meta/v1 DeleteOptions.propagationPolicy). */
const FOREGROUND = "foregroundDeletion";
const ORPHAN = "orphan";

export function concernsCollector(node: Node): boolean {
  return (
    node.owners.length > 0 ||
    (node.deleting && node.finalizers.some((name) => name === FOREGROUND || name === ORPHAN))
  );
}

/** What one object's place in the graph asks for; doing it twice is harmless. */
export async function collect(
  node: Node,
  parts: { readonly graph: Graph; readonly store: Store; readonly kinds: readonly Kind[] },
): Promise<void> {
  if (node.deleting && node.finalizers.includes(ORPHAN)) return orphan(node, parts);
  if (node.deleting && node.finalizers.includes(FOREGROUND)) return foreground(node, parts);
  if (node.deleting || node.owners.length === 0) return;
  for (const owner of node.owners) if (await lives(owner, node, parts)) return;
  await remove(node, parts.store);
}

/** By a live read: what the watch has not told yet must not cost an object its life. A kind we do not know lives. */
async function lives(
  owner: OwnerReference,
  node: Node,
  parts: { readonly store: Store; readonly kinds: readonly Kind[] },
): Promise<boolean> {
  const kind = parts.kinds.find((one) => one.kind === owner.kind && apiVersionOf(one) === owner.apiVersion);
  if (kind === undefined) return true;
  const namespace = kind.namespaced ? splitKey(node.key).namespace : "";
  return (await parts.store.get(kind, `${namespace}/${owner.name}`))?.metadata.uid === owner.uid;
}

/** Dependents first: those that block go, and the owner follows when none is left. */
async function foreground(
  node: Node,
  { graph, store }: { readonly graph: Graph; readonly store: Store },
): Promise<void> {
  const blocking = graph
    .dependentsOf(node.uid)
    .filter((dependent) =>
      dependent.owners.some((owner) => owner.uid === node.uid && owner.blockOwnerDeletion === true),
    );
  for (const dependent of blocking) if (!dependent.deleting) await remove(dependent, store);
  if (blocking.length === 0) await dropFinalizer(node, FOREGROUND, store);
}

/** Dependents forget the owner, and it may go. */
async function orphan(
  node: Node,
  { graph, store }: { readonly graph: Graph; readonly store: Store },
): Promise<void> {
  for (const dependent of graph.dependentsOf(node.uid)) {
    const object = await store.get(dependent.kind, dependent.key);
    if (object?.metadata.uid !== dependent.uid) continue;
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== node.uid);
    await store.replace(
      dependent.kind,
      { ...object, metadata: { ...object.metadata, ownerReferences } },
      "object",
    );
  }
  await dropFinalizer(node, ORPHAN, store);
}

async function dropFinalizer(node: Node, name: string, store: Store): Promise<void> {
  const object = await store.get(node.kind, node.key);
  if (object?.metadata.uid !== node.uid) return;
  const finalizers = (object.metadata.finalizers ?? []).filter((one) => one !== name);
  await store.replace(node.kind, { ...object, metadata: { ...object.metadata, finalizers } }, "object");
}

async function remove(node: Node, store: Store): Promise<void> {
  try {
    await store.remove(node.kind, node.key, { uid: node.uid, propagation: "background" });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
