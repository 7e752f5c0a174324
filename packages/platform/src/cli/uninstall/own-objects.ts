import { isConflict, isNotFound, type Kind, type Resource } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import type { KubernetesClient } from "@slipway/sdk";

/** An object of one of our kinds. */
export interface OwnObject {
  readonly kind: Kind;
  readonly object: Resource;
}

const TRIES = 5;
const AT_ONCE = 8;

/** Every object of our kinds. A definition that is gone already has none. */
export async function ownObjects(kubernetes: KubernetesClient): Promise<readonly OwnObject[]> {
  const found = await Promise.all(
    CRDS.map(async ({ spec: { group, names, scope, versions } }) => {
      const namespaced = scope === "Namespaced";
      const kind = {
        group,
        version: versions[0]?.name ?? "",
        kind: names.kind,
        plural: names.plural,
        namespaced,
      };
      const items = await unlessGone(async () => (await kubernetes.list(kind)).items);
      return (items ?? []).map((object) => ({ kind, object }));
    }),
  );
  return found.flat();
}

/** As people and errors name it. */
export function nameOf({ kind, object: { metadata } }: OwnObject): string {
  const where = metadata.namespace === undefined ? "" : ` in namespace ${metadata.namespace}`;
  const held = metadata.finalizers ?? [];
  return `${kind.kind.toLowerCase()}/${metadata.name}${where}${held.length === 0 ? "" : ` (held by ${held.join(", ")})`}`;
}

export const atOf = ({ object: { metadata } }: OwnObject) => ({
  name: metadata.name,
  namespace: metadata.namespace,
});

/** Our finalizer on the object, which waits for an operator. */
export function isHeld({ kind, object }: OwnObject): boolean {
  return (object.metadata.finalizers ?? []).includes(ackFinalizer(kind.kind));
}

/** Takes our finalizer off, so that nothing waits for an operator that is not there; others' stay. */
export async function release(kubernetes: KubernetesClient, own: OwnObject): Promise<void> {
  let present: OwnObject = own;
  for (let tries = 0; tries < TRIES && isHeld(present); tries++) {
    const { resourceVersion, finalizers = [] } = present.object.metadata;
    const rest = finalizers.filter((name) => name !== ackFinalizer(own.kind.kind));
    const change = { metadata: { resourceVersion, finalizers: rest.length === 0 ? null : rest } };
    try {
      await kubernetes.patch(own.kind, atOf(own), change);
      return;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error)) throw error;
    }
    const object = await kubernetes.find(own.kind, atOf(own));
    if (object === undefined) return;
    present = { ...own, object };
  }
}

/** A few at once: there may be thousands. */
export async function forEach<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Undefined where it is not there any more. */
export async function unlessGone<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
