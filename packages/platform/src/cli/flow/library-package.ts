import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SlipwayError } from "@slipway/model";
import { LIBRARY } from "./own-library.ts";

/** The library as a package for others, as the build makes it: beside this file once bundled. */
const BUILT = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/library/" : "./library/",
  import.meta.url,
);

const FILES = ["index.js", "index.d.ts", "THIRD-PARTY-LICENSES.txt"];

/** What a folder of packages has the library as, by paths below it. Throws where this program was not built. */
export async function libraryPackage(version: string): Promise<ReadonlyMap<string, string>> {
  const manifest = {
    name: LIBRARY,
    version,
    description: "Pipelines of Slipway in TypeScript, as `slipway init` brings them along",
    license: "Apache-2.0",
    type: "module",
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
  };
  const files = new Map([["package.json", `${JSON.stringify(manifest, null, 2)}\n`]]);
  for (const name of FILES) files.set(name, await built(name));
  return files;
}

async function built(name: string): Promise<string> {
  const path = join(fileURLToPath(BUILT), name);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new SlipwayError(
      "SLIP-CLI-002",
      `${path} is not there, which npm run build makes: this program runs from its sources`,
      { cause: error },
    );
  }
}
