import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Manifest } from "#artifacts/manifest.ts";
import { objectAt } from "./object-at.ts";

/** Writes what makes results exist, or a host's part of them. */
export async function putManifest(
  uri: string,
  results: Omit<Manifest, "version" | "uploadedAt">,
  {
    artifacts,
    retry,
  }: { readonly artifacts: Artifacts; readonly retry: <T>(work: () => Promise<T>) => Promise<T> },
): Promise<void> {
  const manifest: Manifest = { version: 2, ...results, uploadedAt: new Date().toISOString() };
  const body = Buffer.from(JSON.stringify(manifest));
  const { bucket, key } = objectAt(uri);
  await retry(() => artifacts.put(bucket, key, body, { contentType: "application/json" }));
}
