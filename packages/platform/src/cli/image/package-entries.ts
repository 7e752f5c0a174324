import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LayerEntry } from "./layer-entry.ts";
import type { PlacedPackage } from "./place-packages.ts";

/** Declarations, source maps, and add-ons for another runtime (Bare): Node loads none of them. */
const NEVER_LOADED = /\.(d\.[cm]?ts|map|bare|tsbuildinfo)$/;
const PROSE = /\.(md|markdown)$/i;
/** Whoever hands the image on hands these on with it. */
const LICENCE = /licen[cs]e|notice|copying|copyright|authors|patents/i;

/** The files of installed packages that a program at run time, or a licence, has need of. */
export async function packageEntries(
  packages: readonly PlacedPackage[],
  below: string,
): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for (const { folder, at } of packages) await collect(folder, `${below}/${at}`, entries);
  return entries;
}

/** Links are left out: npm publishes none. Packages within a package have places of their own. */
async function collect(folder: string, name: string, into: LayerEntry[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules") await collect(path, `${name}/${entry.name}`, into);
    } else if (entry.isFile() && isNeeded(entry.name)) {
      into.push({ name: `${name}/${entry.name}`, type: "file", path });
    }
  }
}

function isNeeded(file: string): boolean {
  if (NEVER_LOADED.test(file)) return false;
  return !PROSE.test(file) || LICENCE.test(file);
}
