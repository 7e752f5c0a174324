import type { Artifacts } from "#artifacts/artifacts.ts";
import { contentDigest } from "#lib/content-digest.ts";

/** By this name an object of answers keeps what it was made of. */
const METADATA = "slipway-made-of";

/**
 * A plan says which model it is by the image's name, which may mean another one tomorrow: with what is known of the images in the pod that is told
 * apart. Undefined where nobody knows them, as on a kubelet: then the name has to do.
 */
export const madeByImages = (madeBy: string, ids: string | undefined): string =>
  ids === undefined ? madeBy : contentDigest([madeBy, ids]);

/** What the answers to one object are made of: the object, and all that `madeBy` stands for. */
export function madeOf(madeBy: string, etag: string): Readonly<Record<string, string>> {
  return { [METADATA]: contentDigest([madeBy, etag]) };
}

/** Whether the object is there and was made of the same. */
export async function isMadeOf(
  artifacts: Pick<Artifacts, "head">,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  made: Readonly<Record<string, string>>,
): Promise<boolean> {
  const found = await artifacts.head(bucket, key);
  return found !== undefined && found.metadata[METADATA] === made[METADATA];
}
