import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";
import type { LayerEntry } from "./layer-entry.ts";

/** At the top of the package once installed; at the repository's root in a checkout. */
const LICENCES = ["LICENSE", "NOTICE"];
const ROOTS = [".", "../.."];
/** As OCI names them: an image made inside of the image is the same. */
const ARCHITECTURES = ["amd64", "arm64"];
/** Of the packages beside this one in a checkout; the program is a bundle of them. */
const BUNDLED = ["platform", "model", "lib", "algorithms", "sdk"];

/** Slipway itself, as it is built now. Refuses what is not built, or built before the sources changed. */
export async function programEntries(packageFolder: string, below: string): Promise<readonly LayerEntry[]> {
  const dist = join(packageFolder, "dist");
  await refuseUnbuilt(packageFolder, join(dist, "pod.js"));
  const built = await readdir(dist, { recursive: true, withFileTypes: true });
  const files = built
    .filter((entry) => entry.isFile() && !isCompiledPython(entry.name))
    .map(({ parentPath, name }) => relative(packageFolder, join(parentPath, name)));
  return [
    file(below, packageFolder, "bin/slipway.js", 0o755),
    file(below, packageFolder, "package.json"),
    ...ARCHITECTURES.map((name) => file(below, packageFolder, `init/init-${name}`, 0o755)),
    ...files.map((name) => file(below, packageFolder, name)),
    ...(await licences(packageFolder, below)),
  ];
}

/** Written by any Python that imports our modules, at any time. */
const isCompiledPython = (name: string): boolean => name.endsWith(".pyc");

const file = (below: string, folder: string, name: string, mode = 0o644): LayerEntry => ({
  name: `${below}/${name}`,
  type: "file",
  path: join(folder, name),
  mode,
});

async function licences(packageFolder: string, below: string): Promise<readonly LayerEntry[]> {
  const found: LayerEntry[] = [];
  for (const name of LICENCES) {
    for (const root of ROOTS) {
      if (!(await isThere(join(packageFolder, root, name)))) continue;
      found.push(file(below, join(packageFolder, root), name));
      break;
    }
  }
  return found;
}

async function refuseUnbuilt(packageFolder: string, program: string): Promise<void> {
  const built = await stat(program).catch(() => undefined);
  if (built === undefined) throw new SlipwayError("SLIP-IMAGE-002", `there is no ${program}`);
  for (const name of BUNDLED) {
    const changed = await changedSince(join(packageFolder, "..", name, "src"), built.mtimeMs);
    if (changed !== undefined)
      throw new SlipwayError("SLIP-IMAGE-002", `${changed} was changed after ${program} was built from it`);
  }
}

/** Nothing where there are no sources: an installed package has none. */
async function changedSince(sources: string, time: number): Promise<string | undefined> {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith(".test.ts") || isCompiledPython(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await stat(path)).mtimeMs > time) return path;
  }
  return undefined;
}
