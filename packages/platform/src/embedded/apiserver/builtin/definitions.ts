import type { PrinterColumn, ResourceDefinition } from "../resources.ts";
import { builtinSchema } from "./schemas.ts";

interface Given {
  readonly group?: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced?: boolean;
  readonly hasStatus?: boolean;
  readonly columns: readonly PrinterColumn[];
}

const column = (
  name: string,
  jsonPath: string,
  type: PrinterColumn["type"] = "string",
  priority = 0,
): PrinterColumn => ({ name, type, jsonPath, ...(priority === 0 ? {} : { priority }) });

const age = column("Age", ".metadata.creationTimestamp", "date");

const given: readonly Given[] = [
  {
    kind: "ConfigMap",
    plural: "configmaps",
    shortNames: ["cm"],
    columns: [age],
  },
  {
    kind: "Event",
    plural: "events",
    shortNames: ["ev"],
    columns: [
      column("Last Seen", ".lastTimestamp", "date"),
      column("Type", ".type"),
      column("Reason", ".reason"),
      column("Object", ".involvedObject.name"),
      column("Message", ".message"),
    ],
  },
  {
    kind: "Namespace",
    plural: "namespaces",
    shortNames: ["ns"],
    namespaced: false,
    hasStatus: true,
    columns: [column("Status", ".status.phase"), age],
  },
  {
    kind: "Node",
    plural: "nodes",
    shortNames: ["no"],
    namespaced: false,
    hasStatus: true,
    columns: [
      column("Status", '.status.conditions[?(@.type=="Ready")].reason'),
      age,
      column("Version", ".status.nodeInfo.kubeletVersion"),
    ],
  },
  {
    kind: "Pod",
    plural: "pods",
    shortNames: ["po"],
    categories: ["all"],
    hasStatus: true,
    columns: [
      column("Status", ".status.phase"),
      age,
      column("IP", ".status.podIP", "string", 1),
      column("Node", ".spec.nodeName", "string", 1),
    ],
  },
  {
    kind: "Secret",
    plural: "secrets",
    columns: [column("Type", ".type"), age],
  },
  {
    kind: "Service",
    plural: "services",
    shortNames: ["svc"],
    categories: ["all"],
    hasStatus: true,
    columns: [
      column("Type", ".spec.type"),
      column("Cluster-IP", ".spec.clusterIP"),
      column("Port(s)", ".spec.ports[*].port"),
      age,
    ],
  },
  {
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    shortNames: ["sa"],
    columns: [age],
  },
  {
    group: "apps",
    kind: "Deployment",
    plural: "deployments",
    shortNames: ["deploy"],
    categories: ["all"],
    hasStatus: true,
    columns: [
      column("Ready", ".status.readyReplicas", "integer"),
      column("Up-to-date", ".status.updatedReplicas", "integer"),
      column("Available", ".status.availableReplicas", "integer"),
      age,
    ],
  },
  {
    group: "coordination.k8s.io",
    kind: "Lease",
    plural: "leases",
    columns: [column("Holder", ".spec.holderIdentity"), age],
  },
  {
    group: "discovery.k8s.io",
    kind: "EndpointSlice",
    plural: "endpointslices",
    columns: [
      column("AddressType", ".addressType"),
      column("Ports", ".ports[*].port"),
      column("Endpoints", ".endpoints[*].addresses[*]"),
      age,
    ],
  },
];

/** The built-in kinds of the embedded home: what runtimes, agents and clients exchange, and no more. */
export function builtinDefinitions(): readonly ResourceDefinition[] {
  return given.map((kind) => ({
    group: kind.group ?? "",
    version: "v1",
    kind: kind.kind,
    listKind: `${kind.kind}List`,
    plural: kind.plural,
    singular: kind.kind.toLowerCase(),
    shortNames: kind.shortNames ?? [],
    categories: kind.categories ?? [],
    namespaced: kind.namespaced ?? true,
    schema: builtinSchema(kind.kind),
    printerColumns: kind.columns,
    hasStatus: kind.hasStatus ?? false,
    custom: false,
  }));
}
