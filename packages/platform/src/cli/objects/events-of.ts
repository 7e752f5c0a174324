import type { Kind, Resource } from "@slipway/model";
import type { Event } from "@slipway/model/kubernetes/workloads.ts";
import type { Session } from "../session/session.ts";

const eventKind: Kind<Event> = {
  group: "",
  version: "v1",
  kind: "Event",
  plural: "events",
  namespaced: true,
};

/** The events about an object, oldest first. */
export async function eventsOf(session: Session, object: Resource): Promise<readonly Event[]> {
  const { kubernetes } = await session.client();
  const { namespace, uid } = object.metadata;
  if (uid === undefined) return [];
  const { items } = await kubernetes.list(eventKind, {
    namespace,
    fieldSelector: `involvedObject.uid=${uid}`,
  });
  return [...items].sort(byTime);
}

/** Times have whole seconds; within one, the order of writing tells. */
function byTime(a: Event, b: Event): number {
  const order = (a.lastTimestamp ?? "").localeCompare(b.lastTimestamp ?? "");
  return order === 0 ? Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion) : order;
}
