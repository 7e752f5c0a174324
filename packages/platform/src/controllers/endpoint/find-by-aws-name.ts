import { isTrue, type Kind, objectName } from "@slipway/model";
import type { Reconcilable } from "#reconcile/reconciler.ts";
import type { Store } from "#store/store.ts";

/**
 * The object whose spec carries the AWS name: usually the one of the derived object name, else any in the namespace.
 * One that is refused, for instance because an older one has the name, counts only where there is no other.
 */
export async function findByAwsName<R extends Reconcilable>(parts: {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly namespace: string;
  readonly name: string;
  nameOf(object: R): string;
}): Promise<R | undefined> {
  const { store, kind, namespace, name, nameOf } = parts;
  const likely = await store.get(kind, `${namespace}/${objectName(name)}`);
  let refused = likely !== undefined && nameOf(likely) === name ? likely : undefined;
  if (refused !== undefined && !isRefused(refused)) return refused;
  let after: string | undefined;
  do {
    const page = await store.list(
      kind,
      { namespace },
      { limit: 500, ...(after === undefined ? {} : { after }) },
    );
    const found = page.items.filter((object) => nameOf(object) === name);
    const accepted = found.find((object) => !isRefused(object));
    if (accepted !== undefined) return accepted;
    refused ??= found[0];
    after = page.next;
  } while (after !== undefined);
  return refused;
}

export function isRefused(object: Reconcilable): boolean {
  return isTrue(object.status?.conditions, "ACK.Terminal");
}
