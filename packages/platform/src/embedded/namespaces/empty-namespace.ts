import { isConflict, isNotFound, type Kind, keyOf, type Resource } from "@slipway/model";
import type { Store } from "#store/store.ts";

/** What a namespace still holds after a try to empty it. */
export interface Remaining {
  /** Objects by `PLURAL.GROUP`; kinds of which none is left are absent. */
  readonly objects: ReadonlyMap<string, number>;
  /** How many objects each finalizer holds. */
  readonly finalizers: ReadonlyMap<string, number>;
  /** What kept objects from being deleted, other than their finalizers. */
  readonly failures: readonly string[];
}

const AT_ONCE = 16;

/** Deletes all there is, kind by kind in their order, each object by its own rules. Doing it again is harmless. */
export async function emptyNamespace(
  namespace: string,
  { store, kinds }: { readonly store: Store; readonly kinds: readonly Kind[] },
): Promise<Remaining> {
  const [objects, finalizers] = [new Map<string, number>(), new Map<string, number>()];
  const failures: string[] = [];
  for (const kind of kinds) {
    try {
      const left = await removeAll(kind, namespace, store);
      if (left.length > 0) objects.set(`${kind.plural}.${kind.group}`, left.length);
      for (const one of left.flatMap(({ metadata }) => metadata.finalizers ?? []))
        finalizers.set(one, (finalizers.get(one) ?? 0) + 1);
    } catch (error) {
      failures.push(String((error as Error).message ?? error));
    }
  }
  return { objects, finalizers, failures };
}

/** The objects that are there all the same. */
async function removeAll(kind: Kind, namespace: string, store: Store): Promise<readonly Resource[]> {
  const { items } = await store.list(kind, { namespace });
  const present = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  for (let at = 0; at < present.length; at += AT_ONCE)
    await Promise.all(present.slice(at, at + AT_ONCE).map((object) => remove(kind, object, store)));
  return present.length === 0 ? items : (await store.list(kind, { namespace })).items;
}

async function remove(kind: Kind, object: Resource, store: Store): Promise<void> {
  const { uid = "" } = object.metadata;
  try {
    await store.remove(kind, keyOf(object), { uid, propagation: "background" });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}
