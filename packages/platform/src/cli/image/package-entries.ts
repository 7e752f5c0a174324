import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LayerEntry } from "./layer-entry.ts";
import type { PlacedPackage } from "./place-packages.ts";

/** Declarations, source maps, and add-ons for another runtime (Bare): Node loads none of them. */
const NEVER_LOADED = /\.(d\.[cm]?ts|map|bare|tsbuildinfo)$/;
const PROSE = /\.(md|markdown)$/i;
/** At the top of a package nothing that runs lies in these; deeper the same words are names of modules. */
const NEVER_RUN = new Set([
  ...["test", "tests", "__tests__", "benchmark", "benchmarks", "docs", "example", "examples", ".github"],
  "node_modules",
]);
/** Whoever hands the image on hands these on with it. */
const LICENCE = /licen[cs]e|notice|copying|copyright|authors|patents/i;

const NESTED = new Set(["node_modules"]);

/** The files of installed packages that a program at run time, or a licence, has need of. */
export async function packageEntries(
  packages: readonly PlacedPackage[],
  below: string,
): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  for (const { folder, at } of packages)
    await collect({ folder, name: `${below}/${at}`, without: NEVER_RUN }, entries);
  return entries;
}

/** Links are left out: npm publishes none. Packages within a package have places of their own. */
async function collect(
  from: { readonly folder: string; readonly name: string; readonly without: ReadonlySet<string> },
  into: LayerEntry[],
): Promise<void> {
  for (const entry of await readdir(from.folder, { withFileTypes: true })) {
    const path = join(from.folder, entry.name);
    const name = `${from.name}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!from.without.has(entry.name)) await collect({ folder: path, name, without: NESTED }, into);
    } else if (entry.isFile() && isNeeded(entry.name)) {
      into.push({ name, type: "file", path });
    }
  }
}

function isNeeded(file: string): boolean {
  if (NEVER_LOADED.test(file)) return false;
  return !PROSE.test(file) || LICENCE.test(file);
}
