import { defined } from "@slipway/model";
import type { Bind, ContainerOrder } from "./engine.ts";

/** What containers keep of root's capabilities; without these `tar`, `chown` and changing to a user of one's own fail. */
const KEPT = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"] as const;

/**
 * Of one user of the machine, whom a container's user may be: what bounds a container is the number of its own processes. Podman
 * itself has no more than 32,768 on many machines, and can give no more than it has.
 */
const MANY_PROCESSES = 16_384;

export interface EngineFacts {
  readonly hasSelinux: boolean;
  /** NVIDIA's own runtime is there, which brings the driver's libraries along. */
  readonly hasNvidia: boolean;
  /** The greatest numbers of open files and of a user's processes that the engine itself may give. */
  readonly mostFiles: number;
  readonly mostProcesses: number;
  /** A container that joins another one's network has a host name of its own; else it has that one's. */
  readonly namesJoined: boolean;
}

/** The container as Docker's API wants it (`POST /containers/create`). */
export function createBody(order: ContainerOrder, facts: EngineFacts): Readonly<Record<string, unknown>> {
  return {
    Image: order.image,
    ...(joins(order) && !facts.namesJoined ? {} : { Hostname: order.hostname }),
    Labels: order.labels,
    Env: Object.entries(order.env).map(([name, value]) => `${name}=${value}`),
    // Whoever replaces the entrypoint has the image's arguments replaced as well.
    ...(order.entrypoint === undefined ? {} : { Entrypoint: order.entrypoint, Cmd: order.args ?? [] }),
    ...(order.args === undefined ? {} : { Cmd: order.args }),
    ...defined({ WorkingDir: order.workingDir, User: order.user }),
    ExposedPorts: Object.fromEntries(order.ports.map(({ own }) => [`${own}/tcp`, {}])),
    // Pods have probes of their own.
    Healthcheck: { Test: ["NONE"] },
    HostConfig: hostConfig(order, facts),
  };
}

const joins = ({ network }: ContainerOrder): boolean => typeof network === "object";

function modeOf({ network }: ContainerOrder): { readonly NetworkMode?: string } {
  if (network === "own") return {};
  return { NetworkMode: network === "machine" ? "host" : `container:${network.of}` };
}

function hostConfig(order: ContainerOrder, { hasSelinux, hasNvidia, mostFiles, mostProcesses }: EngineFacts) {
  const { memory, cpuMillis, processes, openFiles, sharedMemory } = order.limits;
  const files = Math.min(openFiles, mostFiles);
  const tasks = Math.min(MANY_PROCESSES, mostProcesses);
  return {
    Binds: order.binds.map((bind) => bindOf(bind, hasSelinux)),
    ExtraHosts: order.hosts.map(({ name, address }) => `${name}:${address}`),
    PortBindings: Object.fromEntries(
      order.ports.map(({ own, loopback }) => [
        `${own}/tcp`,
        [{ HostIp: "127.0.0.1", HostPort: String(loopback) }],
      ]),
    ),
    RestartPolicy: { Name: "no" },
    // Both read it back byte by byte, and neither throws any of it away.
    LogConfig: { Type: "json-file", Config: {} },
    CapDrop: ["ALL"],
    CapAdd: KEPT,
    SecurityOpt: ["no-new-privileges"],
    PidsLimit: processes,
    ShmSize: sharedMemory,
    // As processes of pods: when memory is short the kernel shall take them before the server.
    OomScoreAdj: 800,
    // An engine that lacks a right to raise limits fails with its own defaults.
    Ulimits: [
      { Name: "nofile", Soft: files, Hard: files },
      { Name: "nproc", Soft: tasks, Hard: tasks },
      { Name: "core", Soft: 0, Hard: 0 },
    ],
    // No swap, as on a kubelet.
    ...(memory === undefined ? {} : { Memory: memory, MemorySwap: memory }),
    ...(cpuMillis === undefined ? {} : { NanoCpus: cpuMillis * 1_000_000 }),
    ...devices(order, hasNvidia),
    ...modeOf(order),
  };
}

function bindOf({ source, path, readOnly }: Bind, hasSelinux: boolean): string {
  return `${source}:${path}:${readOnly ? "ro" : "rw"}${hasSelinux ? ",z" : ""}`;
}

function devices({ devices: files, gpus }: ContainerOrder, hasNvidia: boolean) {
  if (hasNvidia && gpus.length > 0)
    return { DeviceRequests: [{ Driver: "nvidia", DeviceIDs: gpus.map(String), Capabilities: [["gpu"]] }] };
  if (files.length === 0) return {};
  return {
    Devices: files.map(({ source, path }) => ({
      PathOnHost: source,
      PathInContainer: path,
      CgroupPermissions: "rwm",
    })),
  };
}
