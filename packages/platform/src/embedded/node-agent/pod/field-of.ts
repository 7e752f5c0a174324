import { SlipwayError } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";

type Field = (pod: Pod, address: string) => string | undefined;

const FIELDS: Readonly<Record<string, Field>> = {
  "metadata.name": (pod) => pod.metadata.name,
  "metadata.namespace": (pod) => pod.metadata.namespace,
  "metadata.uid": (pod) => pod.metadata.uid,
  "spec.nodeName": (pod) => pod.spec.nodeName,
  "spec.serviceAccountName": (pod) => pod.spec.serviceAccountName,
  "status.podIP": (_, address) => address,
  "status.podIPs": (_, address) => address,
  "status.hostIP": () => POD_IP,
  "status.hostIPs": () => POD_IP,
};
const MAP_ENTRY = /^metadata\.(labels|annotations)\['(.+)'\]$/;

/** Pods share the machine's network and listen on loopback, each on a port of its own; those that are called by name have addresses of their own. */
export const POD_IP = "127.0.0.1";

/** What the downward API says for a `fieldPath`. */
export function fieldOf(
  { pod, address }: { readonly pod: Pod; readonly address: string },
  path: string,
): string {
  const entry = MAP_ENTRY.exec(path);
  if (entry !== null) {
    const map = entry[1] === "labels" ? pod.metadata.labels : pod.metadata.annotations;
    return map?.[entry[2] ?? ""] ?? "";
  }
  const field = FIELDS[path];
  if (field === undefined)
    throw new SlipwayError("SLIP-NODE-002", `fieldRef "${path}" is not a field that processes can be told`);
  return field(pod, address) ?? "";
}
