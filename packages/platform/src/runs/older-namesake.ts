import type { Kind, Resource } from "@slipway/model";
import type { Said } from "#reconcile/in-steps.ts";
import type { Store } from "#store/store.ts";
import { refused } from "./refused.ts";

/**
 * AWS names are unique per account: when an older object has the same one, this object is refused. Equal ages are
 * told apart by uid, so that of two exactly one goes on.
 */
export async function olderNamesake<R extends Resource>(parts: {
  readonly kind: Kind<R>;
  readonly object: R;
  readonly store: Store;
  nameOf(object: R): string;
}): Promise<Said | undefined> {
  const { kind, object, store, nameOf } = parts;
  const name = nameOf(object);
  let after: string | undefined;
  do {
    const page = await store.list(
      kind,
      { namespace: object.metadata.namespace ?? "" },
      { limit: 500, ...(after === undefined ? {} : { after }) },
    );
    const older = page.items.find((other) => nameOf(other) === name && age(other) < age(object));
    if (older !== undefined)
      return refused("SLIP-RUN-003", `${kind.kind} ${older.metadata.name} has the AWS name ${name} already`);
    after = page.next;
  } while (after !== undefined);
  return undefined;
}

function age(object: Resource): string {
  return `${object.metadata.creationTimestamp} ${object.metadata.uid}`;
}
