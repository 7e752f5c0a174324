import { chmod, copyFile, cp, mkdir, readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SlipwayError } from "@slipway/model";
import { report, sidecarFailure } from "./sidecar-failure.ts";

const INIT = "/usr/local/bin/init";

/**
 * The program `install DIR`: lays init, Node, the libraries and the loader it runs with, and these programs below DIR, so that a
 * container of any image that mounts the folder can run them: `DIR/bin/init DIR/lib/loader --library-path DIR/lib DIR/bin/node
 * DIR/app/dist/pod.js`. Returns the exit code.
 */
export async function installMain(argv: readonly string[]): Promise<number> {
  const [target] = argv;
  try {
    if (target === undefined) throw new SlipwayError("SLIP-SIDECAR-005", "install wants the folder to fill.");
    await install(target);
    return 0;
  } catch (error) {
    await report(sidecarFailure(error), "/dev/termination-log");
    return 1;
  }
}

async function install(target: string): Promise<void> {
  const [bin, lib, app] = [join(target, "bin"), join(target, "lib"), join(target, "app")];
  for (const folder of [bin, lib, app]) await mkdir(folder, { recursive: true });
  await copyFile(process.execPath, join(bin, "node"));
  await chmod(join(bin, "node"), 0o755);
  await copyFile(INIT, join(bin, "init"));
  await chmod(join(bin, "init"), 0o755);
  for (const file of await loadedLibraries()) await copyLibrary(file, lib);
  const dist = dirname(fileURLToPath(import.meta.url));
  await cp(dist, join(app, "dist"), { recursive: true });
  await copyFile(join(dist, "..", "package.json"), join(app, "package.json"));
}

/** Shared objects that this very process runs with, by the names the loader looks for. */
async function loadedLibraries(): Promise<readonly string[]> {
  const maps = await readFile("/proc/self/maps", "utf8");
  const files = maps
    .split("\n")
    .map((line) => line.slice(line.indexOf("/")))
    .filter((file) => file.startsWith("/") && /\.so(\.|$)/.test(basename(file)));
  const unique = [...new Set(files)];
  if (unique.some(isLoader)) return unique;
  throw new SlipwayError("SLIP-SIDECAR-005", "The program runs without a loader of shared libraries.");
}

const isLoader = (file: string): boolean => basename(file).startsWith("ld-");

async function copyLibrary(file: string, folder: string): Promise<void> {
  for (const name of isLoader(file) ? ["loader"] : await namesOf(file)) {
    await copyFile(file, join(folder, name));
    await chmod(join(folder, name), 0o755);
  }
}

/** Programs ask for `libx.so.6`, which may be a link to the file that is mapped, `libx.so.6.0.30`. */
async function namesOf(file: string): Promise<readonly string[]> {
  const folder = dirname(file);
  const stem = basename(file).replace(/\.so.*$/, ".so");
  const names: string[] = [];
  for (const name of await readdir(folder)) {
    if (name.startsWith(stem) && (await realpath(join(folder, name))) === (await realpath(file)))
      names.push(name);
  }
  return names;
}
