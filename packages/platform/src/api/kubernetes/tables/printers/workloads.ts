import type { Deployment, EndpointSlice, Service } from "@slipway/model/kubernetes/workloads.ts";
import { age } from "#lib/human-duration.ts";
import { ageColumn, column, labelText, nameColumn, type Printer, wide } from "../printer.ts";

const integer = { type: "integer" } as const;

export const deploymentPrinter: Printer = {
  columns: [
    nameColumn,
    column("Ready", "How many of the wanted pods are ready."),
    column("Up-to-date", "How many pods run the current template.", integer),
    column("Available", "How many pods are ready for long enough to count.", integer),
    ageColumn,
    wide("Containers", "The names of the template's containers."),
    wide("Images", "The images of the template's containers."),
    wide("Selector", "Which pods belong to the deployment."),
  ],
  cells(object, now) {
    const { metadata, spec, status } = object as Deployment;
    const containers = spec?.template?.spec?.containers ?? [];
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      age(metadata.creationTimestamp, now),
      containers.map((container) => container.name).join(","),
      containers.map((container) => container.image ?? "").join(","),
      labelText(spec?.selector?.matchLabels),
    ];
  },
};

export const servicePrinter: Printer = {
  columns: [
    nameColumn,
    column("Type", "How the service is made reachable."),
    column("Cluster-IP", "The service's address inside the cluster."),
    column("External-IP", "The service's addresses outside the cluster."),
    column("Port(s)", "The ports the service answers on."),
    ageColumn,
    wide("Selector", "Which pods stand behind the service."),
  ],
  cells(object, now) {
    const service = object as Service;
    const { metadata, spec } = service;
    return [
      metadata.name,
      spec?.type ?? "ClusterIP",
      spec?.clusterIP === undefined || spec.clusterIP === "" ? "<none>" : spec.clusterIP,
      externalAddress(service),
      (spec?.ports ?? []).map(portText).join(",") || "<none>",
      age(metadata.creationTimestamp, now),
      labelText(spec?.selector),
    ];
  },
};

function externalAddress({ spec, status }: Service): string {
  if (spec?.type === "ExternalName") return spec.externalName ?? "<none>";
  const balanced = (status?.loadBalancer?.ingress ?? []).map((each) => each.ip ?? each.hostname ?? "");
  const addresses = [...balanced, ...(spec?.externalIPs ?? [])];
  if (addresses.length > 0) return addresses.join(",");
  return spec?.type === "LoadBalancer" ? "<pending>" : "<none>";
}

function portText(port: {
  readonly port: number;
  readonly nodePort?: number;
  readonly protocol?: string;
}): string {
  const outside = port.nodePort === undefined || port.nodePort === 0 ? "" : `:${port.nodePort}`;
  return `${port.port}${outside}/${port.protocol ?? "TCP"}`;
}

/** More addresses than this are counted, not listed. */
const LISTED_ENDPOINTS = 3;

export const endpointSlicePrinter: Printer = {
  columns: [
    nameColumn,
    column("AddressType", "The kind of the addresses."),
    column("Ports", "The ports of every address."),
    column("Endpoints", "The addresses themselves."),
    ageColumn,
  ],
  cells(object, now) {
    const { metadata, addressType, endpoints, ports } = object as EndpointSlice;
    const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []);
    const shown = addresses.slice(0, LISTED_ENDPOINTS).join(",");
    const more = addresses.length - LISTED_ENDPOINTS;
    return [
      metadata.name,
      addressType,
      (ports ?? []).map((port) => port.port ?? "*").join(",") || "<unset>",
      addresses.length === 0 ? "<unset>" : shown + (more > 0 ? ` + ${more} more...` : ""),
      age(metadata.creationTimestamp, now),
    ];
  },
};
