import { childName, controlledBy, defined } from "@slipway/model";
import { SERVICE_NAME_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import type { EndpointSlice, Pod, Service } from "@slipway/model/kubernetes/workloads.ts";

/**
 * The node agent's word for the ports it gave a pod, where every pod shares the loopback address: with commas between them, one
 * for each container that declares ports, the main ones first.
 */
const PORT_ANNOTATION = "slipway.dev/port";

type Endpoint = NonNullable<EndpointSlice["endpoints"]>[number];
type ServicePort = NonNullable<Service["spec"]["ports"]>[number];

/** The EndpointSlices of a Service: one for each set of port numbers, as a slice has one set for all its endpoints. Pure. */
export function slicesOf(service: Service, pods: readonly Pod[]): readonly EndpointSlice[] {
  const ports = service.spec.ports ?? [];
  const groups = new Map<string, { readonly numbers: readonly number[]; readonly endpoints: Endpoint[] }>();
  for (const pod of pods) {
    const numbers = ports.map((port) => portNumber(pod, port));
    if (pod.status?.podIP === undefined || numbers.includes(undefined)) continue;
    const known = numbers.filter((number) => number !== undefined);
    const group = groups.get(known.join()) ?? { numbers: known, endpoints: [] };
    groups.set(known.join(), group);
    group.endpoints.push(endpointOf(pod, pod.status.podIP));
  }
  return [...groups.values()].map(({ numbers, endpoints }) => slice(service, numbers, endpoints));
}

function slice(service: Service, numbers: readonly number[], endpoints: readonly Endpoint[]): EndpointSlice {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: childName(service.metadata.name, numbers.join("-")),
      namespace: service.metadata.namespace ?? "",
      labels: { ...service.metadata.labels, [SERVICE_NAME_LABEL]: service.metadata.name },
      ownerReferences: [controlledBy(service)],
    },
    addressType: "IPv4",
    endpoints: [...endpoints].sort((a, b) =>
      (a.targetRef?.name ?? "") < (b.targetRef?.name ?? "") ? -1 : 1,
    ),
    ports: (service.spec.ports ?? []).map((port, index) => ({
      name: port.name ?? "",
      port: numbers[index] ?? 0,
      protocol: "TCP",
    })),
  };
}

function endpointOf(pod: Pod, address: string): Endpoint {
  const serving =
    pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ===
    true;
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  return {
    addresses: [address],
    conditions: { ready: serving && !terminating, serving, terminating },
    targetRef: {
      kind: "Pod",
      name: pod.metadata.name,
      namespace: pod.metadata.namespace ?? "",
      uid: pod.metadata.uid ?? "",
    },
    ...defined({ nodeName: pod.spec.nodeName }),
  };
}

function portNumber(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  const listening = pod.spec.containers.filter(({ ports }) => (ports ?? []).length > 0);
  const isTarget = ({ name, containerPort }: { readonly name?: string; readonly containerPort: number }) =>
    name === target || containerPort === target;
  const given = pod.metadata.annotations?.[PORT_ANNOTATION]?.split(",").map(Number) ?? [];
  const index = listening.findIndex(({ ports = [] }) => ports.some(isTarget));
  const own = given[Math.max(index, 0)];
  if (own !== undefined && Number.isInteger(own)) return own;
  if (typeof target === "number") return target;
  return listening.flatMap(({ ports = [] }) => ports).find(isTarget)?.containerPort;
}
