import type { Kind } from "@slipway/model";
import { eventKind, type Namespace, podKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { SYSTEM } from "./identity.ts";

/** What runs, what it is given and what is told of it go after what they are there for. */
const LAST: readonly string[] = [podKind, secretKind, eventKind].map(({ plural }) => plural);

/** Every namespaced kind that is served, in the order in which a namespace is emptied: jobs and endpoints first. */
export function namespacedKinds(server: ApiServer): readonly Kind[] {
  const rank = ({ custom, group, plural }: { custom: boolean; group: string; plural: string }): number =>
    custom ? -1 : group === "" ? LAST.indexOf(plural) + 1 : 0;
  return server.resources
    .all()
    .filter(({ namespaced, unserved }) => namespaced && unserved !== true)
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ group, version, kind, plural, namespaced }) => ({ group, version, kind, plural, namespaced }));
}

/** Writes a namespace's `spec.finalizers`, at the endpoint that is there for it. */
export async function finalize(server: ApiServer, namespace: Namespace): Promise<void> {
  const resource = server.resources.find({ group: "", version: "v1", plural: "namespaces" });
  if (resource === undefined) throw new Error("namespaces are not served");
  const target = { resource, name: namespace.metadata.name, subresource: "finalize" } as const;
  await server.update(SYSTEM, target, namespace, { fieldManager: "slipway" });
}
