import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { isProjected } from "../pod/volumes.ts";
import type { Trash } from "./trash.ts";

/**
 * Removes a pod's folder. What a failed pod wrote into its volumes stays until the pod itself is deleted, for people to
 * look at; copies of Secrets never do.
 */
export async function cleanUp(
  pod: Pod,
  at: { readonly folder: PodFolder; readonly trash: Trash; readonly keepVolumes: boolean },
): Promise<void> {
  const { folder, trash } = at;
  if (!at.keepVolumes) return trash.take(folder.path);
  for (const volume of pod.spec.volumes ?? [])
    if (isProjected(volume)) await trash.take(folder.volume(volume.name));
  const names = await readdir(folder.path).catch(() => []);
  for (const name of names) if (name !== "volumes") await trash.take(join(folder.path, name));
}
