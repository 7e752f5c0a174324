import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Whether this runs from the sources (Node strips the types) or from the bundle that users install. */
const fromSources = import.meta.url.endsWith(".ts");

const file = (source: string, bundled: string): URL =>
  new URL(fromSources ? source : bundled, import.meta.url);

/** Programs that are started as processes or threads of their own. */
export const PROGRAMS = {
  pod: fileURLToPath(file("./pod.ts", "./pod.js")),
  server: fileURLToPath(file("./server.ts", "./server.js")),
  copyDatabase: file("./copy-database.ts", "./copy-database.js"),
  ledgerWorker: file("../ledger/sqlite/worker.ts", "./ledger-worker.js"),
  moveHelper: fileURLToPath(file("../mover/helper.ts", "./move-helper.js")),
  dataPlane: fileURLToPath(file("./data-plane.ts", "./data-plane.js")),
  metricWorker: file("../metrics/thread/worker.ts", "./metric-worker.js"),
} as const;

/** The folder that holds package.json and examples/. */
export const PACKAGE_FOLDER = fileURLToPath(file("../../", "../"));

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const architecture = ARCHITECTURES[process.arch];

/** The program `init` for this machine's processor, which an engine's kernel runs on too; undefined for one that it was not made for. */
export const INIT =
  architecture === undefined ? undefined : join(PACKAGE_FOLDER, "init", `init-${architecture}`);

/** All that the programs need to run: this package, which has all in its bundle; from the sources also its siblings, and what npm installed for them. */
export const PROGRAM_FOLDERS: readonly string[] = [
  ...(fromSources
    ? [join(PACKAGE_FOLDER, ".."), ...installedFor(resolve(PACKAGE_FOLDER))]
    : [resolve(PACKAGE_FOLDER)]),
];

/** Every folder in which Node looks for packages from there. */
function installedFor(folder: string): readonly string[] {
  const here = join(folder, "node_modules");
  const above = dirname(folder) === folder ? [] : installedFor(dirname(folder));
  return [...(existsSync(here) ? [here] : []), ...above];
}
