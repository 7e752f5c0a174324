import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { isProjected } from "../pod/volumes.ts";

/**
 * Removes a pod's folder. What a failed pod wrote into its volumes stays until the pod itself is deleted, for people to
 * look at; copies of Secrets never do.
 */
export async function cleanUp(pod: Pod, folder: PodFolder, keepVolumes: boolean): Promise<void> {
  if (!keepVolumes) return rm(folder.path, { recursive: true, force: true });
  for (const volume of pod.spec.volumes ?? [])
    if (isProjected(volume)) await rm(folder.volume(volume.name), { recursive: true, force: true });
  const names = await readdir(folder.path).catch(() => []);
  for (const name of names)
    if (name !== "volumes") await rm(join(folder.path, name), { recursive: true, force: true });
}
