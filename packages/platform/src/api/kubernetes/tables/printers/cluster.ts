import type { Resource } from "@slipway/model";
import type { Secret } from "@slipway/model/kubernetes/workloads.ts";
import { age } from "#lib/human-duration.ts";
import { ageColumn, column, nameColumn, type Printer, wide } from "../printer.ts";

const dataColumn = column("Data", "How many entries it holds.", { type: "integer" });
const statusColumn = column("Status", "What state it is in.");

export const secretPrinter: Printer = {
  columns: [nameColumn, column("Type", "What the secret is for."), dataColumn, ageColumn],
  cells(object, now) {
    const { metadata, type, data } = object as Secret;
    return [metadata.name, type ?? "Opaque", entries(data), age(metadata.creationTimestamp, now)];
  },
};

interface ConfigMap extends Resource {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

export const configMapPrinter: Printer = {
  columns: [nameColumn, dataColumn, ageColumn],
  cells(object, now) {
    const { metadata, data, binaryData } = object as ConfigMap;
    return [metadata.name, entries(data) + entries(binaryData), age(metadata.creationTimestamp, now)];
  },
};

/** The time itself, as kubectl's users know it from a real server. */
export const crdPrinter: Printer = {
  columns: [nameColumn, column("Created At", "When the definition was created.")],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp ?? "<unknown>"],
};

interface Phased extends Resource {
  readonly status?: { readonly phase?: string };
}

export const namespacePrinter: Printer = {
  columns: [nameColumn, statusColumn, ageColumn],
  cells(object, now) {
    const { metadata, status } = object as Phased;
    const phase = metadata.deletionTimestamp === undefined ? "Active" : "Terminating";
    return [metadata.name, status?.phase ?? phase, age(metadata.creationTimestamp, now)];
  },
};

interface Node extends Resource {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: Readonly<Record<string, string>>;
  };
}

const ROLE = "node-role.kubernetes.io/";

export const nodePrinter: Printer = {
  columns: [
    nameColumn,
    statusColumn,
    column("Roles", "What the node is for."),
    ageColumn,
    column("Version", "The version of the node's agent."),
    wide("Internal-IP", "The node's address inside the cluster."),
    wide("External-IP", "The node's address outside the cluster."),
    wide("OS-Image", "The node's operating system."),
    wide("Kernel-Version", "The node's kernel."),
    wide("Container-Runtime", "What runs containers on the node."),
  ],
  cells(object, now) {
    const node = object as Node;
    const info = node.status?.nodeInfo ?? {};
    return [
      node.metadata.name,
      nodeStatus(node),
      roles(node),
      age(node.metadata.creationTimestamp, now),
      info["kubeletVersion"] ?? "",
      addressOf(node, "InternalIP"),
      addressOf(node, "ExternalIP"),
      info["osImage"] ?? "<unknown>",
      info["kernelVersion"] ?? "<unknown>",
      info["containerRuntimeVersion"] ?? "<unknown>",
    ];
  },
};

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find((condition) => condition.type === "Ready");
  const words = { True: "Ready", False: "NotReady" }[ready?.status ?? ""] ?? "Unknown";
  return spec?.unschedulable === true ? `${words},SchedulingDisabled` : words;
}

function roles({ metadata }: Node): string {
  const found = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE) && label.length > ROLE.length)
    .map((label) => label.slice(ROLE.length));
  return found.length === 0 ? "<none>" : found.sort().join(",");
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? "<none>";
}

function entries(data: object | undefined): number {
  return Object.keys(data ?? {}).length;
}
