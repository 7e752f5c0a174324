import { baseEntries, initEntry, nodeEntry } from "./base-entries.ts";
import type { NodeProgram } from "./find-node.ts";
import type { LayerEntry } from "./layer-entry.ts";
import { programEntries } from "./program-entries.ts";

/** Where Slipway lies in the image. */
export const APP = "app";

export interface Layer {
  readonly title: string;
  readonly entries: readonly LayerEntry[];
}

/**
 * What changes least comes first, so that an upgrade moves the small layers only. On a base the libraries are the base's:
 * its folders may be links, which ours would replace.
 */
export async function layersOf(
  packageFolder: string,
  { node, onBase }: { readonly node: NodeProgram; readonly onBase: boolean },
): Promise<readonly Layer[]> {
  const program = await programEntries(packageFolder, APP);
  const init = initEntry(packageFolder, node);
  return [
    onBase
      ? { title: "Node", entries: [init, await nodeEntry(node)] }
      : { title: "Node and the libraries it needs", entries: [init, ...(await baseEntries(node))] },
    { title: "Slipway", entries: program },
  ];
}
