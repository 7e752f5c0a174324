import { pages } from "#lib/pages.ts";
import type { Artifacts } from "./artifacts.ts";

const PAGE = 1_000;

/** Removes every object of a prefix; may be done again. */
export async function removeBelow(
  artifacts: Artifacts,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<void> {
  const read = (from: { readonly after?: string }) =>
    artifacts.list(bucket, { prefix, limit: PAGE, ...from });
  for await (const { items } of pages(read)) for (const { key } of items) await artifacts.remove(bucket, key);
}
