import { readFileSync, rmSync } from "node:fs";
import { chmod, chown, mkdir, readlink, rename, rm, statfs, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGES_SCRIPT, packagesIn } from "@slipway/algorithms/script/installed-packages.ts";
import { firstThatAsks, packageFoldersIn } from "@slipway/algorithms/script/serve/package-folders.ts";
import { type SharedEnvironment, sharedEnvironment } from "@slipway/algorithms/script/shared-environment.ts";
import { defined, isSlipwayError, SlipwayError } from "@slipway/model";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import { LEASE, leasedBy } from "#embedded/node-agent/environments/leases.ts";
import { AT, type EnvironmentOrder } from "#embedded/node-agent/environments/order.ts";
import { SealedFolders } from "#embedded/node-agent/environments/sealed-folders.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { Installers } from "./installers.ts";

/** With less than this left on the disk, what nobody uses makes room first. */
const LITTLE_BYTES = 2 * 1024 ** 3;

/**
 * Gives a container's program the environment that its code asks for, kept or made. Runs with the home's rights before
 * anything of the job does, and leaves what went wrong for the program to tell.
 */
export async function environmentMain([at = ""]: readonly string[]): Promise<number> {
  const order = takeOrder(at);
  try {
    await makeFolders(order, at);
    await provide(order, at);
  } catch (error) {
    const failure = isSlipwayError(error) ? error : unexpected(error);
    // What was found not to be as it was built is no environment.
    await point(at, LEASE, AT.nothing);
    const file = join(at, AT.nothing, "failure");
    await writeFile(file, JSON.stringify({ code: failure.code, message: failure.message }), { flag: "wx" });
    await chmod(file, 0o644);
  } finally {
    for (const name of [AT.recipe, AT.temporary, AT.home]) await removeTree(join(at, name));
  }
  return 0;
}

/** Of installers: what they are given, and what is theirs to write. */
async function makeFolders({ owner }: EnvironmentOrder, at: string): Promise<void> {
  const theirs: readonly string[] = [AT.temporary, AT.home];
  for (const name of [AT.recipe, join(AT.recipe, "code"), ...theirs]) {
    const path = join(at, name);
    await removeTree(path);
    await mkdir(path, { recursive: true });
    await chmod(path, 0o755);
    if (owner !== undefined && theirs.includes(name)) await chown(path, owner, owner);
  }
}

/** It holds the job's variables: once read, it is nowhere. */
function takeOrder(at: string): EnvironmentOrder {
  const file = join(at, AT.order);
  const order = JSON.parse(readFileSync(file, "utf8")) as EnvironmentOrder;
  rmSync(file);
  return order;
}

async function provide(order: EnvironmentOrder, at: string): Promise<void> {
  const installers = new Installers(order, at);
  const { environment, machine, codes, model } = order;
  const places = model === undefined ? codes : await packageFoldersIn({ codes, model }, environment);
  const code = (await firstThatAsks(places, environment))?.folder;
  if (code === undefined) return;
  const wanted = await sharedEnvironment({
    ...{ code, environment, machine },
    identify: (path, args, variables) => installers.answer([path, ...args], variables),
    // Without mounts an environment is good only where it lies.
    view: order.sandbox === "none" ? order.place.dir : order.sandbox,
  });
  if (wanted === undefined) return;
  const { file, key, python } = wanted;
  const folders = new SealedFolders(order.place.dir);
  const tidy = (limitBytes: number) =>
    folders.tidy({ limitBytes, leased: () => leasedBy(order.place.podsDir) }).catch(() => {});
  let isBuilt = false;
  const obtained = folders.obtain({
    key,
    about: `${file}, python ${python.version}`,
    lease: (path) => point(at, LEASE, path),
    onWait: () => print(PREPARATION.waits(file, "job")),
    onDamage: () =>
      print(`The packages of ${file} are no longer what was installed; they are installed anew`),
    build: async (path) => {
      print(PREPARATION.begins(file, " (once; kept for the next job)"));
      isBuilt = true;
      if ((await freeBytes(order.place.dir)) < LITTLE_BYTES) await tidy(0);
      const began = performance.now();
      await build(wanted, path, installers);
      print(PREPARATION.ends(file, humanDuration(performance.now() - began)));
    },
  });
  // Also after a failure: what was made until then is of no use.
  await obtained.finally(() => (isBuilt ? tidy(order.place.limitBytes) : undefined));
}

async function build(wanted: SharedEnvironment, path: string, installers: Installers): Promise<void> {
  const seen = await installers.begin(path, wanted.texts);
  for (const step of wanted.steps(seen)) await installers.run(step, wanted.variables(seen), wanted.file);
  // The installers are over: whatever they have put under this name goes.
  const packages = await packagesOf(join(seen, "bin", "python"), wanted.variables(seen), installers);
  const note = join(path, "slipway.json");
  await removeTree(note);
  await writeFile(note, JSON.stringify({ python: wanted.python, ...defined({ packages }) }), { flag: "wx" });
}

/** One that cannot tell what it holds is an environment all the same. */
async function packagesOf(
  python: string,
  variables: Readonly<Record<string, string>>,
  installers: Installers,
): Promise<string | undefined> {
  const asked = installers.answer([python, "-I", "-c", PACKAGES_SCRIPT], variables);
  return packagesIn(await asked.catch(() => undefined));
}

/** Makes a name in the container's folder lead to a path, in one step. */
async function point(at: string, name: string, path: string): Promise<void> {
  if ((await readlink(join(at, name)).catch(() => "")) === path) return;
  const draft = join(at, `${name}.draft`);
  await rm(draft, { force: true });
  await symlink(path, draft);
  await rename(draft, join(at, name));
}

async function freeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function unexpected(error: unknown): SlipwayError {
  const why = error instanceof Error ? error.message : String(error);
  return new SlipwayError("SLIP-SCRIPT-003", `the environment could not be made: ${why}`, { cause: error });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
