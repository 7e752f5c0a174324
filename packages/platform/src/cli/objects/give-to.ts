import type { Kind, Resource } from "@slipway/model";
import type { Session } from "../session/session.ts";

/** What was made for another object alone goes with it when that is deleted. */
export async function giveTo<R extends Resource>(
  session: Session,
  { kind, object }: { readonly kind: Kind<R>; readonly object: R },
  owner: Resource,
): Promise<void> {
  const { kubernetes } = await session.client();
  const { name, namespace } = object.metadata;
  const { apiVersion, metadata } = owner;
  const reference = { apiVersion, kind: owner.kind, name: metadata.name, uid: metadata.uid };
  await kubernetes.patch(kind, { name, namespace }, { metadata: { ownerReferences: [reference] } });
}
