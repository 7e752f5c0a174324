import { statfsSync } from "node:fs";
import { arch, availableParallelism, hostname, release } from "node:os";
import { dirname } from "node:path";
import { isAlreadyExists, isConflict, rfc3339 } from "@slipway/model";
import { isGpuResource } from "@slipway/model/kubernetes/gpu-resources.ts";
import { type Node, nodeKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Gpu } from "#lib/gpus/gpu.ts";
import { memoryHere } from "#lib/this-machine.ts";
import type { Store } from "#store/store.ts";
import { gpuCounts } from "../gpus/machine-gpus.ts";
import { POD_IP } from "../pod/field-of.ts";
import type { LimitsKept } from "./limits-kept.ts";
import type { NodeRoom } from "./placement.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64" };

/**
 * What this machine has to give: all of it, since nothing is held back for the system. The node stands for every node pool,
 * so its labels and taints are nobody's choice.
 */
export function machineRoom(
  { name, places = {} }: { readonly name: string; readonly places?: Partial<NodeRoom["places"]> },
  { stateDir, gpus }: { readonly stateDir: string; readonly gpus: readonly Gpu[] },
): NodeRoom {
  const cpus = availableParallelism();
  return {
    labels: {
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": process.platform,
      "kubernetes.io/arch": ARCHITECTURES[arch()] ?? arch(),
    },
    allocatable: {
      cpu: cpus,
      memory: memoryHere(),
      "ephemeral-storage": diskOf(stateDir),
      ...gpuCounts(gpus),
    },
    places: { runs: 2 * cpus, services: 64, ...places },
  };
}

/** Of the file system that the folder is on, or will be. */
function diskOf(folder: string): number {
  try {
    const { blocks, bsize } = statfsSync(folder);
    return blocks * bsize;
  } catch {
    return dirname(folder) === folder ? 0 : diskOf(dirname(folder));
  }
}

/** Writes the Node object that stands for this machine. */
export async function registerNode(
  store: Store,
  at: {
    readonly name: string;
    readonly room: NodeRoom;
    readonly limits: LimitsKept;
    readonly now: Date;
  },
): Promise<void> {
  const { name, room } = at;
  const metadata = { name, labels: room.labels };
  const node: Node = { apiVersion: "v1", kind: "Node", metadata, spec: {}, status: statusOf(at) };
  try {
    await store.create(nodeKind, node);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const present = await store.get(nodeKind, `/${name}`);
  if (present === undefined) return;
  try {
    await store.replace(nodeKind, { ...present, status: statusOf(at) }, "status");
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

function statusOf(at: {
  readonly room: NodeRoom;
  readonly limits: LimitsKept;
  readonly now: Date;
}): NonNullable<Node["status"]> {
  const { room, limits } = at;
  const times = { lastHeartbeatTime: rfc3339(at.now), lastTransitionTime: rfc3339(at.now) };
  const kibibytes = (resource: string) => `${Math.floor((room.allocatable[resource] ?? 0) / 1024)}Ki`;
  const gpus = Object.entries(room.allocatable).filter(([name]) => isGpuResource(name));
  const resources = {
    cpu: String(room.allocatable["cpu"] ?? 0),
    memory: kibibytes("memory"),
    "ephemeral-storage": kibibytes("ephemeral-storage"),
    pods: String(room.places.runs + room.places.services),
    ...Object.fromEntries(gpus.map(([name, count]) => [name, String(count)])),
  };
  return {
    capacity: resources,
    allocatable: resources,
    addresses: [
      { type: "InternalIP", address: POD_IP },
      { type: "Hostname", address: hostname() },
    ],
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "NodeAgentReady",
        message: "the node agent runs pods as processes",
        ...times,
      },
      { type: "LimitsKept", ...limits, ...times },
    ],
    nodeInfo: {
      architecture: room.labels["kubernetes.io/arch"] ?? "",
      bootID: "",
      containerRuntimeVersion: "process://1",
      kernelVersion: release(),
      kubeProxyVersion: "",
      kubeletVersion: "slipway",
      machineID: "",
      operatingSystem: process.platform,
      osImage: process.platform,
      systemUUID: "",
    },
  };
}
