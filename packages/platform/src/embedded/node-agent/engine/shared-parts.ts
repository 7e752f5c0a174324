import { SlipwayError } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Images } from "../pod/image.ts";
import { moveOf } from "../pod/moved.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import { isProjected } from "../pod/volumes.ts";

/**
 * Throws SLIP-NODE-002 for a container that mounts a part of a volume (subPath) in which another container of the pod can write. An
 * engine looks a path up when it starts the container: a link that was put there since we looked would show the container any
 * folder of this machine. What only the container itself writes cannot change while it does not run, and what the agent moves itself
 * is no link that leads out.
 */
export function refuseSharedParts(
  { name, spec }: PodContainer,
  { pod, images }: { readonly pod: Pod; readonly images: Images },
): void {
  const parts = (spec.volumeMounts ?? []).filter(({ subPath }) => subPath !== undefined && subPath !== "");
  for (const part of parts) {
    const writer = containersOf(pod).find(
      (other) =>
        other.name !== name && moveOf(other, { pod, images }) === undefined && writes(other, part.name, pod),
    );
    if (writer !== undefined)
      throw new SlipwayError(
        "SLIP-NODE-002",
        `volumeMounts: "${name}" is a container of an engine's and mounts the subPath "${part.subPath}" of volume "${part.name}", in which "${writer.name}" can write: mount the whole volume, or readOnly there`,
      );
  }
}

function writes({ spec }: PodContainer, volume: string, pod: Pod): boolean {
  const found = (pod.spec.volumes ?? []).find((candidate) => candidate.name === volume);
  if (found === undefined || isProjected(found)) return false;
  return (spec.volumeMounts ?? []).some((mount) => mount.name === volume && mount.readOnly !== true);
}
