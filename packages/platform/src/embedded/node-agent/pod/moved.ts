import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { MoveOrder } from "#mover/mover.ts";
import { type Images, processOf, referenceOf } from "./image.ts";
import type { PodFolder } from "./pod-folder.ts";
import { containersOf, type PodContainer } from "./roles.ts";
import { mountsOf } from "./volumes.ts";

const SYNCS = "slipway.dev/syncs";
const ML = "/opt/ml";
const PLAN = "/etc/slipway/plan";

/**
 * What the agent does itself instead of starting a container's program; undefined for a container that is started. Nothing
 * of the pod may run meanwhile, so that no sidecar that starts before it, and so ends after it, may be a program.
 */
export function moveOf(
  { name, role, spec }: PodContainer,
  { pod, images }: { readonly pod: Pod; readonly images: Images },
): "fetch" | "store" | undefined {
  const asks = (what: string, as: PodContainer["role"]) => role === as && isMover(spec, what, images);
  const what = asks("fetch", "init") ? "fetch" : asks("store", "sidecar") ? "store" : undefined;
  const all = containersOf(pod);
  const before = all.slice(
    0,
    all.findIndex((other) => other.name === name),
  );
  const sidecars = before.filter((other) => other.role === "sidecar");
  return sidecars.every((other) => isMover(other.spec, "store", images)) ? what : undefined;
}

/** What is to be moved for a container that `moveOf` names. */
export function moveOrder(
  container: PodContainer,
  what: MoveOrder["what"],
  at: {
    readonly pod: Pod;
    readonly images: Images;
    readonly folder: PodFolder;
    readonly owner: number | undefined;
  },
): MoveOrder {
  const mounts = mountsOf(container.spec, at);
  const source = (path: string) => mounts.find((mount) => mount.path === path)?.source ?? "";
  return {
    what,
    ml: source(ML),
    plan: source(PLAN),
    log: at.folder.log(container.name),
    terminationLog: at.folder.termination(container.name),
    memory: at.folder.synced,
    owner: at.owner,
    // A container's root may be the machine's, whoever the pod's other programs are.
    mayLink: containersOf(at.pod).every(({ spec }) => referenceOf(at.images, spec.image) === undefined),
  };
}

/** Whether something of the pod is stored while its program runs. */
export const syncs = ({ metadata }: Pod): boolean => metadata.annotations?.[SYNCS] !== undefined;

function isMover(spec: PodContainer["spec"], what: string, images: Images): boolean {
  const [area, program, ...more] = spec.args ?? [];
  const mounts = spec.volumeMounts ?? [];
  return (
    processOf(images, spec.image)?.movesData === true &&
    spec.command === undefined &&
    spec.startupProbe === undefined &&
    area === "sidecar" &&
    program === what &&
    more.length === 0 &&
    [ML, PLAN].every((path) =>
      mounts.some(({ mountPath, subPath }) => mountPath === path && subPath === undefined),
    )
  );
}
