import { defined, SlipwayError } from "@slipway/model";
import { isGpuResource } from "@slipway/model/kubernetes/gpu-resources.ts";
import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import { BIND_TO_HOST, BIND_TO_PORT } from "@slipway/model/kubernetes/serving-names.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { MODEL_PORT } from "@slipway/model/models-plan.ts";
import type { Store } from "#store/store.ts";
import { withEnvironment } from "../environments/prepare-environment.ts";
import type { DeviceBook } from "../node/device-book.ts";
import { hostsOf, type PodNetwork } from "../node/network-book.ts";
import type { Program, ProgramNames, Sandbox } from "../sandbox/sandbox.ts";
import type { IdRange } from "../sandbox/users.ts";
import { resolveEnvironment } from "./environment.ts";
import { expand } from "./expand.ts";
import { POD_IP } from "./field-of.ts";
import { gpuVariables, type ProgramGpus } from "./gpu-variables.ts";
import { hostsFile } from "./hosts-file.ts";
import { type Images, processOf } from "./image.ts";
import type { PodFolder } from "./pod-folder.ts";
import { portOf } from "./ports.ts";
import type { PodContainer } from "./roles.ts";
import { mountsOf } from "./volumes.ts";

/** No port of this machine is safe to take. */
const SAFE_PORTS = "SAGEMAKER_SAFE_PORT_RANGE";
/** The container before which others stand that are told where it listens. */
const MODEL = "model";

export interface ProgramOptions {
  readonly pod: Pod;
  readonly folder: PodFolder;
  readonly store: Store;
  readonly images: Images;
  /** PATH, HOME and the like: all that containers get from this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ports that are the pod's own: one for each container that declares some. */
  readonly ports?: readonly number[] | undefined;
  /** The users that are the pod's own. */
  readonly ids?: IdRange;
  /** Which GPUs are whose. */
  readonly devices: DeviceBook;
  readonly sandbox: Sandbox;
  /** Absent for a pod that nobody calls by name. */
  readonly network?: PodNetwork;
}

/** Makes a container of a pod into something a sandbox can start; `argv` replaces its command, for probes. */
export async function programOf(
  container: PodContainer,
  options: ProgramOptions,
  argv?: readonly string[],
): Promise<Program> {
  const { spec } = container;
  const { pod, folder } = options;
  const image = processOf(options.images, spec.image);
  if (image === undefined) throw noProcess(options.images, spec.image ?? "");
  const gpus = programGpus(spec, options);
  const port = portOf(container.name, options);
  const env = await resolveEnvironment({
    container: spec,
    pod,
    store: options.store,
    address: options.network?.address ?? POD_IP,
    base: {
      ...options.environment,
      ...gpuVariables(gpus, options.sandbox.showsOwnDevicesAlone),
      ...(options.network === undefined ? {} : { HOSTNAME: options.network.name }),
      ...(port === undefined ? {} : { [BIND_TO_PORT]: String(port) }),
    },
    without: [SAFE_PORTS],
    ...defined({ over: overOf(spec, port, portOf(MODEL, options)) }),
  });
  const command = spec.command === undefined ? image.argv : spec.command.map((word) => expand(word, env));
  const program: Program = {
    mark: `${pod.metadata.uid}/${container.name}/`,
    argv: argv ?? [...command, ...(spec.args ?? []).map((word) => expand(word, env))],
    env,
    workingDir: spec.workingDir ?? "/",
    mounts: mountsOf(spec, options),
    temporary: folder.temporary(container.name),
    home: folder.home(container.name),
    ...defined({ ids: options.ids, names: namesOf(options) }),
    folder: folder.container(container.name),
    terminationLog: folder.termination(container.name),
    readable: image.readable ?? [],
    devices: options.devices.filesOf(gpus.own),
  };
  return environmentsFor(spec, options.images) === undefined ? program : withEnvironment(program);
}

/** Of the pod's GPUs, those of a container that asks for some: all of them. */
export function programGpus(
  { resources }: Pick<Container, "resources">,
  { pod, devices }: Pick<ProgramOptions, "pod" | "devices">,
): ProgramGpus {
  const asks = Object.entries({ ...resources?.limits, ...resources?.requests }).some(
    ([name, count]) => isGpuResource(name) && (quantity(count) ?? 0) > 0,
  );
  return { own: asks ? devices.of(pod.metadata.uid ?? "") : [], machine: devices.all };
}

/** What a container is told of where to listen holds in a network of its own; here all share the machine's. */
function overOf(
  { env = [] }: Container,
  port: number | undefined,
  behind: number | undefined,
): Readonly<Record<string, string>> | undefined {
  const isTold = (variable: string) => env.some(({ name }) => name === variable);
  if (port === undefined || !isTold(BIND_TO_HOST)) return undefined;
  return {
    [BIND_TO_PORT]: String(port),
    [BIND_TO_HOST]: POD_IP,
    ...(behind !== undefined && isTold(MODEL_PORT) ? { [MODEL_PORT]: String(behind) } : {}),
  };
}

function namesOf({ network, folder }: ProgramOptions): ProgramNames | undefined {
  if (network === undefined) return undefined;
  return { hostname: network.name, hosts: hostsOf(network), file: hostsFile(folder) };
}

/** The program that makes the Python environment of a container, where its image takes one and is run by its entrypoint. */
export function environmentsFor(spec: Container, images: Images): readonly string[] | undefined {
  return spec.command === undefined ? processOf(images, spec.image)?.environments : undefined;
}

/** Why an image cannot be run here. */
export function noProcess(images: Images, image: string): SlipwayError {
  const answer = images(image);
  const why =
    answer !== undefined && "oci" in answer
      ? `the image "${image}" is not one of Slipway's own, and this node runs no containers`
      : `the image "${image}" is not one of Slipway's own, and no container has that name`;
  return new SlipwayError("SLIP-NODE-001", why);
}
