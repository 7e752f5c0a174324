import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { INSTALLER_SETTINGS } from "@slipway/lib/installer-settings.ts";
import type { Environment } from "../container.ts";
import { choosePython } from "./choose-python.ts";
import { seesInterpretersPackages } from "./framework.ts";
import { type Installation, installerSettings, installSteps } from "./install-steps.ts";
import { PACKAGES_SCRIPT } from "./installed-packages.ts";
import { installerVariables } from "./installer-variables.ts";
import type { Identify, Python } from "./python.ts";
import { type Requirements, requirementsOf } from "./requirements.ts";

export interface SharedRequest {
  /** The job's folder of code, which nothing of the job runs in yet. */
  readonly code: string;
  /** What the job's program gets, and what every program of this machine gets. */
  readonly environment: Environment;
  readonly machine: Environment;
  /** Asks an interpreter who it is, with these variables and shut in, since a job may name any. */
  identify(...asked: [...Parameters<Identify>, Readonly<Record<string, string>>]): ReturnType<Identify>;
  /** How installers see the machine: an environment is no use where that is another. */
  readonly view: string;
}

/** An environment that everybody who asks for the same may have. */
export interface SharedEnvironment extends Requirements {
  readonly python: Python;
  /**
   * The digest of all that the installers see. Who has the same key gives them the same, so that nobody can have
   * anything else installed under it.
   */
  readonly key: string;
  variables(folder: string): Readonly<Record<string, string>>;
  /** The settings of installers on this machine, by path. */
  readonly settings: ReadonlyMap<string, string>;
  steps(folder: string): readonly (readonly string[])[];
}

/** Changes when what a key stands for does. */
const FORM = 1;

/**
 * What the code wants installed, as something that can be shared; undefined when it wants nothing, or something that is
 * the job's alone, such as a folder of its own code.
 */
export async function sharedEnvironment(request: SharedRequest): Promise<SharedEnvironment | undefined> {
  const { code, environment, machine, view } = request;
  const { requirements: wanted } = await requirementsOf(code, environment);
  if (!wanted?.isComplete) return undefined;
  const { variables, isComplete } = installerVariables(environment, {
    machine,
    texts: wanted.texts.values(),
  });
  if (!isComplete) return undefined;
  const python = await choosePython(code, environment, {
    identify: (path, args) => request.identify(path, args, variables),
  });
  const settings = await settingsOf(machine["HOME"]);
  const systemPackages = seesInterpretersPackages(environment);
  const below = systemPackages
    ? [await request.identify(python.executable, ["-c", PACKAGES_SCRIPT], variables)]
    : [];
  const { file, texts, uv, dependencies } = wanted;
  const tools = await Promise.all([python.executable, ...(uv === undefined ? [] : [uv])].map(stampOf));
  if (tools.includes(undefined)) return undefined;
  const parts = [
    FORM,
    view,
    file,
    [...texts].sort(),
    python,
    tools,
    Object.entries(variables),
    [...settings],
    ...below,
  ];
  const installation: Installation = {
    ...{ file, uv, dependencies },
    python: python.executable,
    systemPackages,
  };
  return {
    ...wanted,
    python,
    settings,
    key: createHash("sha256").update(JSON.stringify(parts)).digest("hex"),
    // What others downloaded may be anything: each installation fetches its own.
    variables: (folder) => ({
      ...variables,
      ...installerSettings(folder),
      ...{ PIP_NO_CACHE_DIR: "1", UV_NO_CACHE: "1" },
    }),
    steps: (folder) => installSteps(installation, folder),
  };
}

async function settingsOf(home: string | undefined): Promise<ReadonlyMap<string, string>> {
  const ofUser = home ? INSTALLER_SETTINGS.user.map((name) => join(home, name)) : [];
  const paths = [...INSTALLER_SETTINGS.machine, ...ofUser];
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => undefined)));
  return new Map(
    paths.flatMap((path, index) => {
      const text = texts[index];
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}

/** A program that was replaced under its name has another one; undefined where there is none on this machine. */
async function stampOf(path: string): Promise<readonly string[] | undefined> {
  try {
    const real = await realpath(path);
    const { dev, ino, size, mtimeNs } = await stat(real, { bigint: true });
    return [path, real, ...[dev, ino, size, mtimeNs].map(String)];
  } catch {
    return undefined;
  }
}
