import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";

/** A package that the program needs at run time: where it lies, and its place below the program's folder. */
export interface PlacedPackage {
  readonly folder: string;
  readonly at: string;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Holds declarations only, which no program loads. */
const TYPES_ONLY = /^@types\//;

/**
 * The production dependencies of the package in `root`, found as Node finds them and laid out anew: at the top where it
 * can be, below the one that needs it where another version is there already. However they were installed, the same
 * packages get the same places.
 */
export async function placePackages(root: string): Promise<readonly PlacedPackage[]> {
  const placed = new Map<string, string>();
  const waiting: PlacedPackage[] = [{ folder: await realpath(root), at: "" }];
  // Breadth first: what a package needs is placed before anything below it looks for the same name.
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const { name, folder } of await needsOf(next.folder)) {
      const seen = visibleFrom(next.at, name, placed);
      if (seen?.folder === folder) continue;
      const at = seen === undefined ? `node_modules/${name}` : below(next.at, name);
      placed.set(at, folder);
      waiting.push({ folder, at });
    }
  }
  return [...placed].map(([at, folder]) => ({ at, folder }));
}

const below = (at: string, name: string): string => `${at === "" ? "" : `${at}/`}node_modules/${name}`;

/** What Node would find in the new layout: the nearest of that name on the way up. */
function visibleFrom(
  at: string,
  name: string,
  placed: ReadonlyMap<string, string>,
): PlacedPackage | undefined {
  for (let place = at; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    const folder = placed.get(below(place, name));
    if (folder !== undefined) return { folder, at: below(place, name) };
    if (place === "") return undefined;
  }
}

async function needsOf(folder: string): Promise<readonly PlacedNeed[]> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  const optional = new Set([
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ]);
  const names = new Set([...Object.keys(manifest.dependencies ?? {}), ...optional]);
  const needs: PlacedNeed[] = [];
  for (const name of [...names].sort()) {
    if (TYPES_ONLY.test(name) || manifest.peerDependenciesMeta?.[name]?.optional === true) continue;
    const found = await installed(folder, name);
    if (found !== undefined) needs.push({ name, folder: found });
    else if (!optional.has(name)) throw missing(folder, name);
  }
  return needs;
}

interface PlacedNeed {
  readonly name: string;
  readonly folder: string;
}

/** By Node's own rule: `node_modules` of the folder and of each above it. */
async function installed(from: string, name: string): Promise<string | undefined> {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (await isThere(join(candidate, "package.json"))) return realpath(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

function missing(folder: string, name: string): SlipwayError {
  return new SlipwayError(
    "SLIP-IMAGE-003",
    `${name}, which ${join(folder, "package.json")} needs, is missing`,
  );
}
