import { randomUUID } from "node:crypto";
import { defined } from "@slipway/model";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { memoryForPrograms } from "#lib/this-machine.ts";
import { hostsOf } from "../node/network-book.ts";
import { resolveEnvironment } from "../pod/environment.ts";
import { expand } from "../pod/expand.ts";
import { POD_IP } from "../pod/field-of.ts";
import { gpuVariables } from "../pod/gpu-variables.ts";
import { referenceOf } from "../pod/image.ts";
import { listening, portOf } from "../pod/ports.ts";
import { type ProgramOptions, programGpus } from "../pod/program.ts";
import type { PodContainer } from "../pod/roles.ts";
import { mountsOf } from "../pod/volumes.ts";
import type { Mount } from "../sandbox/sandbox.ts";
import { BOUNDS } from "../supervisor/limits-file.ts";
import { type ContainerHost, LABELS } from "./container-host.ts";
import type { ContainerLimits, ContainerOrder } from "./engine.ts";
import { networkName, networkOrder, sharesNetwork } from "./pod-network.ts";
import { refuseSharedParts } from "./shared-parts.ts";

/** Where a kubelet lets a container say why it ended. */
const TERMINATION_LOG = "/dev/termination-log";

/** A container of a pod as an engine is to run it, but for what tells its launches apart. */
export type PreparedContainer = Omit<ContainerOrder, "name"> & { readonly mounts: readonly Mount[] };

/**
 * `image` is the engine's own word for it, so that a name that is given away meanwhile changes nothing. Throws SLIP-NODE-002 for
 * what an engine cannot do safely.
 */
export async function containerOrder(
  container: PodContainer,
  options: ProgramOptions & {
    readonly image: string;
    readonly host: Pick<ContainerHost, "home">;
    /** The container whose network it has, with others of the pod. */
    readonly joins?: string;
  },
): Promise<PreparedContainer> {
  const { name, spec } = container;
  const { pod, folder, network } = options;
  refuseSharedParts(container, options);
  const gpus = programGpus(spec, options);
  const env = await resolveEnvironment({
    container: spec,
    pod,
    store: options.store,
    address: network?.address ?? POD_IP,
    base: gpuVariables(gpus, true),
  });
  const words = (text: readonly string[] | undefined) => text?.map((word) => expand(word, env));
  const mounts = mountsOf(spec, options);
  return {
    ...defined({
      entrypoint: words(spec.command),
      args: words(spec.args),
      workingDir: spec.workingDir,
      user: userOf(pod, spec),
    }),
    labels: { ...labelsOf(pod, name, options.host.home), [LABELS.order]: randomUUID() },
    image: options.image,
    env,
    hostname: network?.name ?? hostnameOf(pod),
    hosts: Object.entries(network === undefined ? {} : hostsOf(network)).map(([name, address]) => ({
      name,
      address,
    })),
    network: networkOf(options),
    binds: [
      ...mounts.map(({ source, path, readOnly }) => ({ source, path, readOnly })),
      ...terminationLog(spec, mounts, folder.termination(name)),
    ],
    mounts,
    ports: options.joins === undefined ? portsOf([spec], options) : [],
    limits: limitsOf(spec),
    devices: options.devices.filesOf(gpus.own),
    gpus: gpus.own.flatMap(({ vendor, index }) => (vendor === "nvidia" ? [index] : [])),
  };
}

/** The container that has the network of all of a pod's for an attempt; undefined where each has its own, or all have the machine's. */
export function sharedNetwork(
  options: ProgramOptions & {
    readonly image: string;
    readonly host: Pick<ContainerHost, "home" | "init">;
    readonly attempt: number;
  },
): ContainerOrder | undefined {
  const { pod, images, image, host, folder } = options;
  const { init } = host;
  if (init === undefined || options.network !== undefined || !sharesNetwork(pod, images)) return undefined;
  const specs = listening(pod).filter((spec) => referenceOf(images, spec.image) !== undefined);
  const own = {
    name: networkName(pod, options.attempt),
    labels: { ...labelsOf(pod, "", host.home), [LABELS.order]: "network" },
    image,
    hostname: hostnameOf(pod),
    ports: portsOf(specs, options),
  };
  return networkOrder(own, { folder, init });
}

function networkOf({ network, joins }: ProgramOptions & { readonly joins?: string }) {
  // Hosts of a group call each other by addresses of this machine's loopback.
  if (network !== undefined) return "machine";
  return joins === undefined ? "own" : { of: joins };
}

function labelsOf(pod: Pod, container: string, home: string): Readonly<Record<string, string>> {
  const { namespace = "", name, uid = "" } = pod.metadata;
  return {
    [LABELS.home]: home,
    [LABELS.pod]: uid,
    [LABELS.name]: `${namespace}/${name}`,
    [LABELS.container]: container,
  };
}

/** Nothing where the file lies in a volume. */
function terminationLog(spec: Container, mounts: readonly Mount[], source: string) {
  const path = spec.terminationMessagePath ?? TERMINATION_LOG;
  const isInVolume = mounts.some((mount) => path.startsWith(`${mount.path}/`));
  return isInVolume ? [] : [{ source, path, readOnly: false }];
}

/** The machine's port of a container leads to the first one that it declares. */
function portsOf(specs: readonly Container[], options: ProgramOptions): ContainerOrder["ports"] {
  return specs.flatMap(({ name, ports: [first] = [] }) => {
    const loopback = portOf(name, options);
    return first === undefined || loopback === undefined ? [] : [{ own: first.containerPort, loopback }];
  });
}

function limitsOf({ resources }: Container): ContainerLimits {
  const limits = resources?.limits ?? {};
  const most = memoryForPrograms();
  const memory = Math.floor(Math.min(quantity(limits["memory"] ?? "") ?? most, most));
  const cpu = quantity(limits["cpu"] ?? "");
  return {
    memory,
    sharedMemory: Math.floor(memory / 2),
    ...BOUNDS,
    ...defined({ cpuMillis: cpu === undefined ? undefined : Math.max(1, Math.round(cpu * 1000)) }),
  };
}

function userOf(pod: Pod, spec: Container): string | undefined {
  const { runAsUser, runAsGroup } = { ...pod.spec.securityContext, ...spec.securityContext };
  if (runAsUser === undefined) return undefined;
  return runAsGroup === undefined ? String(runAsUser) : `${runAsUser}:${runAsGroup}`;
}

/** The kernel takes no longer one. */
const hostnameOf = (pod: Pod): string => (pod.metadata.name ?? "").slice(0, 63).replace(/[.-]+$/, "");
