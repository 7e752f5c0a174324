import { access, constants, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Environment } from "./container.ts";

const PYTHON = /^python3(\.\d+)?$/;
const USUAL_FOLDERS = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

/** Python interpreters of this machine, the one the user would expect first; each path once. */
export async function* interpreters(environment: Environment): AsyncGenerator<string> {
  const seen = new Set<string>();
  for await (const path of candidates(environment)) {
    if (seen.has(path) || !(await isExecutable(path))) continue;
    seen.add(path);
    yield path;
  }
}

/** The program of that name that a shell would run. */
export async function onPath(name: string, environment: Environment): Promise<string | undefined> {
  for (const folder of pathFolders(environment)) {
    if (await isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

const pathFolders = (environment: Environment): readonly string[] =>
  (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");

async function* candidates(environment: Environment): AsyncGenerator<string> {
  for (const name of ["VIRTUAL_ENV", "CONDA_PREFIX"]) {
    const folder = environment[name];
    if (folder) yield join(folder, "bin", "python");
  }
  const folders = pathFolders(environment);
  for (const folder of folders) yield join(folder, "python3");
  for (const folder of [...folders, ...USUAL_FOLDERS]) yield* pythonsIn(folder);
  yield* managed(environment["HOME"]);
}

/** Those of pyenv and conda, which need not be on the PATH. */
async function* managed(home: string | undefined): AsyncGenerator<string> {
  if (!home) return;
  const homes = [".pyenv/versions", "miniconda3/envs", "miniforge3/envs", "anaconda3/envs"];
  for (const folder of homes.map((name) => join(home, name))) {
    for (const name of (await list(folder)).reverse()) yield join(folder, name, "bin", "python3");
  }
  for (const name of ["miniconda3", "miniforge3", "anaconda3"]) yield join(home, name, "bin", "python3");
}

async function* pythonsIn(folder: string): AsyncGenerator<string> {
  for (const name of await list(folder)) {
    if (PYTHON.test(name)) yield join(folder, name);
  }
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
