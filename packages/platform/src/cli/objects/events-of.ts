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
  return [...items].sort((a, b) => (a.lastTimestamp ?? "").localeCompare(b.lastTimestamp ?? ""));
}
