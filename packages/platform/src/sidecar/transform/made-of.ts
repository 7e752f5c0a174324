import type { Artifacts } from "#artifacts/artifacts.ts";
import { contentDigest } from "#lib/content-digest.ts";

/** By this name an object of answers keeps what it was made of. */
const METADATA = "slipway-made-of";

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
