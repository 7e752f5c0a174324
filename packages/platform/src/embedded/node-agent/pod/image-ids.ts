import { IMAGE_IDS } from "@slipway/model/kubernetes/image-ids.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { ContainerHost } from "../engine/container-host.ts";
import { type Images, referenceOf } from "./image.ts";
import { containersOf } from "./roles.ts";

/** What processes of a pod are told of the images that an engine runs beside them; nothing in a pod without such. Throws MissingEngine. */
export async function imageIds(
  pod: Pod,
  { images, containers }: { readonly images: Images; readonly containers?: ContainerHost | undefined },
): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const { name, spec } of containersOf(pod)) {
    const reference = referenceOf(images, spec.image);
    if (reference === undefined || containers === undefined) continue;
    const found = await containers.images.find(containers.nameOf(reference));
    if (found !== undefined) ids[name] = found.id;
  }
  return Object.keys(ids).length === 0 ? {} : { [IMAGE_IDS]: JSON.stringify(ids) };
}
