import { type Kind, objectName, type Resource } from "@slipway/model";
import type { Store } from "#store/store.ts";

/** The object whose spec carries the AWS name: usually the one of the derived object name, else any in the namespace. */
export async function findByAwsName<R extends Resource>(parts: {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly namespace: string;
  readonly name: string;
  nameOf(object: R): string;
}): Promise<R | undefined> {
  const { store, kind, namespace, name, nameOf } = parts;
  const likely = await store.get(kind, `${namespace}/${objectName(name)}`);
  if (likely !== undefined && nameOf(likely) === name) return likely;
  let after: string | undefined;
  do {
    const page = await store.list(
      kind,
      { namespace },
      { limit: 500, ...(after === undefined ? {} : { after }) },
    );
    const found = page.items.find((object) => nameOf(object) === name);
    if (found !== undefined) return found;
    after = page.next;
  } while (after !== undefined);
  return undefined;
}
