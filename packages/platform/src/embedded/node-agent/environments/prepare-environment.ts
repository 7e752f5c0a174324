import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { defined } from "@slipway/model";
import { codeFolders } from "@slipway/model/algorithms/script/code-folders.ts";
import { INSTALLER_SETTINGS } from "#lib/installer-settings.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { own } from "../pod/own.ts";
import { type Mount, markOf, type Program, quoted, type Sandbox } from "../sandbox/sandbox.ts";
import { LEASE } from "./leases.ts";
import {
  AT,
  type EnvironmentOrder,
  type EnvironmentPlace,
  PYTHON_MOUNT,
  PYTHON_VARIABLE,
  RECIPE_MOUNT,
} from "./order.ts";

export interface EnvironmentOptions {
  readonly sandbox: Sandbox;
  /** The program that makes environments; its argument is the container's folder. */
  readonly builder: readonly string[];
  readonly machine: Readonly<Record<string, string>>;
  readonly place: EnvironmentPlace;
}

type LaunchFiles = Awaited<ReturnType<Sandbox["launchFiles"]>>;

const ML = "/opt/ml";
const MODEL = `${ML}/model`;
const ASKING = ["requirements.txt", "uv.lock", "pyproject.toml"];

/** The program as it is with a Python environment to come; one that has no folder of code gets none. */
export function withEnvironment(program: Program): Program {
  if (codesOf(program).length === 0) return program;
  const mount: Mount = { path: PYTHON_MOUNT, source: join(program.folder, LEASE), readOnly: true };
  return {
    ...program,
    env: { ...program.env, [PYTHON_VARIABLE]: PYTHON_MOUNT },
    mounts: [...program.mounts, mount].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/**
 * Launch files that first make the environment, where the code has a file that asks for packages, and then become the
 * program. Whoever makes it runs with the home's rights and environment, and shuts the installers in.
 */
export async function environmentFiles(
  program: Program,
  files: LaunchFiles,
  options: EnvironmentOptions,
): Promise<LaunchFiles> {
  const codes = codesOf(program);
  if (codes.length === 0) return files;
  await makeFolders(program);
  const { command = "", sandboxed, ...rest } = files;
  const at = (name: string) => quoted(join(program.folder, name));
  const model = modelOf(program);
  const asks = codes.flatMap((code) => ASKING.map((name) => `[ -e ${quoted(join(code, name))} ]`));
  // Of an MLflow model that lies in a folder of the model's.
  if (model !== undefined)
    asks.push(...ASKING.map((name) => `ls ${quoted(model)}/*/${name} >/dev/null 2>&1`));
  const lines = [
    `if ${asks.join(" || ")}; then (`,
    `export ${markOf(program)}`,
    `exec ${options.builder.map(quoted).join(" ")} ${quoted(program.folder)}`,
    ") || exit; fi",
    // Until now a request to stop was for the shell: the sandbox has no process yet.
    ...(sandboxed === undefined ? [] : [`: >${at("sandboxed")}`]),
    `. ${at("program")}`,
  ];
  return {
    ...rest,
    [AT.order]: JSON.stringify(await orderOf(program, defined({ codes, model }), options)),
    program: command,
    command: `${lines.join("\n")}\n`,
  };
}

/** What a program trains or runs has its code in one place; what it serves may have it beside the model. */
function codesOf(program: Program): readonly string[] {
  const folders = serves(program) ? codeFolders(ML, program.env) : [`${ML}/code`];
  return folders.flatMap((folder) => sourceOf(program, folder) ?? []);
}

const modelOf = (program: Program): string | undefined =>
  serves(program) ? sourceOf(program, MODEL) : undefined;

const serves = ({ argv }: Program): boolean => argv.at(-1) === "serve";

/** Where a folder that the program sees is on this machine. */
function sourceOf({ mounts }: Program, folder: string): string | undefined {
  const mount = mounts.findLast(({ path }) => folder === path || folder.startsWith(`${path}/`));
  return mount && join(mount.source, folder.slice(mount.path.length));
}

/** What installers need besides is made by who runs them: most jobs have none. */
async function makeFolders({ folder }: Program): Promise<void> {
  for (const name of [LEASE, AT.building, "sandboxed"]) rmSync(join(folder, name), { force: true });
  await removeTree(join(folder, AT.nothing));
  mkdirSync(join(folder, AT.nothing), { recursive: true });
  own(join(folder, AT.nothing), undefined, 0o755);
  for (const name of [LEASE, AT.building]) symlinkSync(AT.nothing, join(folder, name));
}

async function orderOf(
  program: Program,
  folders: Pick<EnvironmentOrder, "codes" | "model">,
  options: EnvironmentOptions,
): Promise<EnvironmentOrder> {
  const { sandbox, machine } = options;
  const at = program.folder;
  const recipe = sandbox.name === "none" ? join(at, AT.recipe) : RECIPE_MOUNT;
  const installers: Program = {
    ...program,
    argv: ["/bin/sh", join(recipe, "step")],
    env: machine,
    workingDir: "/",
    temporary: join(at, AT.temporary),
    home: join(at, AT.home),
    mounts: [
      { path: RECIPE_MOUNT, source: join(at, AT.recipe), readOnly: true },
      { path: PYTHON_MOUNT, source: join(at, AT.building), readOnly: false },
      ...settings(machine["HOME"]),
    ],
  };
  return {
    command: await sandbox.command(installers),
    sandbox: sandbox.name,
    ...(program.ids === undefined ? {} : { owner: program.ids.first }),
    environment: program.env,
    machine,
    ...folders,
    place: options.place,
  };
}

/** The user's own, which installers see where the job does not. */
function settings(home: string | undefined): readonly Mount[] {
  if (!home) return [];
  const paths = INSTALLER_SETTINGS.user.map((name) => join(home, name));
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, source: path, readOnly: true }));
}
