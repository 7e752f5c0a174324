import type { KeptEnvironments } from "#cli/context.ts";
import { SealedFolders } from "#embedded/node-agent/environments/sealed-folders.ts";
import type { Layout } from "../state/layout.ts";

/** The Python environments of a home; `check` reads every byte of them, and what is damaged is not used any more. */
export async function environments(
  at: Layout,
  { check }: { readonly check: boolean },
): Promise<KeptEnvironments> {
  const folders = new SealedFolders(at.environments);
  const kept = await folders.list();
  const damaged: string[] = [];
  for (const each of check ? kept : []) {
    if (await folders.isIntact(each)) continue;
    damaged.push(each.about);
    await folders.discard(each);
  }
  return { count: kept.length, bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0), damaged };
}
