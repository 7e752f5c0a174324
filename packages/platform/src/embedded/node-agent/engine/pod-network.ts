import { chmodSync, copyFileSync, existsSync, renameSync } from "node:fs";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { type Images, referenceOf } from "../pod/image.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf } from "../pod/roles.ts";
import type { ContainerOrder } from "./engine.ts";

/** Where the container that holds a pod's network has its one program, which needs nothing of any image. */
const HOLD = "/.slipway-hold";
/** Nobody, in every image. */
const NOBODY = "65534:65534";
const LIMITS = { memory: 2 ** 25, processes: 16, openFiles: 1_024, sharedMemory: 2 ** 16 } as const;

/** An engine runs several containers of the pod: they have one network, and one `localhost`. */
export function sharesNetwork(pod: Pod, images: Images): boolean {
  const ofEngine = containersOf(pod).filter(({ spec }) => referenceOf(images, spec.image) !== undefined);
  return ofEngine.length > 1;
}

/** What an engine calls the container that holds the network of an attempt; no container of a pod has such a name. */
export const networkName = ({ metadata }: Pod, attempt: number): string =>
  `slipway-${metadata.uid}_network.${attempt}`;

/**
 * The container that has a pod's network, from before its first container until its last one has ended: any of those may end and begin again, and
 * an engine gives a container that begins again another network. It is of an image that is there; `init` is the program that it runs.
 */
export function networkOrder(
  own: Pick<ContainerOrder, "name" | "labels" | "image" | "hostname" | "ports">,
  { folder, init }: { readonly folder: PodFolder; readonly init: string },
): ContainerOrder {
  return {
    ...own,
    entrypoint: [HOLD, "--hold"],
    args: [],
    env: {},
    user: NOBODY,
    hosts: [],
    binds: [{ source: placed(folder, init), path: HOLD, readOnly: true }],
    limits: LIMITS,
    devices: [],
    gpus: [],
    network: "own",
  };
}

/** The program in the pod's folder, which an engine of another machine's kernel sees as well. */
function placed(folder: PodFolder, init: string): string {
  const path = folder.hold;
  if (existsSync(path)) return path;
  const partial = `${path}.partial`;
  copyFileSync(init, partial);
  chmodSync(partial, 0o755);
  renameSync(partial, path);
  return path;
}
