import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { buildOnce } from "#lib/build-once.ts";
import type { Environment } from "../container.ts";
import { onPath } from "../interpreters.ts";
import type { Python } from "./choose-python.ts";
import { requirementTexts } from "./requirement-texts.ts";

export interface EnvironmentRequest {
  /** The folder with `uv.lock` or `requirements.txt`, if it has one of them. */
  readonly code: string;
  readonly python: Python;
  readonly environment: Environment;
  readonly stop: AbortSignal;
  readonly print: (line: string) => void;
}

/** A way to fill an environment. */
interface Recipe {
  /** The file it follows, for messages. */
  readonly file: string;
  /** Everything that the result depends on. */
  readonly key: readonly string[];
  readonly steps: (folder: string) => readonly (readonly string[])[];
  readonly variables: (folder: string) => Readonly<Record<string, string>>;
}

/**
 * The folder of a Python environment with the packages that the code asks for, built once and kept below
 * `SLIPWAY_CACHE_DIR`; nothing when the code asks for none.
 */
export async function pythonEnvironment(request: EnvironmentRequest): Promise<string | undefined> {
  const recipe = await recipeFor(request);
  if (!recipe) return undefined;
  const { python, environment, print, stop } = request;
  const key = createHash("sha256").update(
    JSON.stringify([python.executable, python.version, recipe.file, ...recipe.key]),
  );
  const folder = join(cacheFolder(environment), "python", key.digest("hex").slice(0, 32));
  await buildOnce(
    folder,
    async (at) => {
      print(`Installing the packages of ${recipe.file} (once; kept for the next job)`);
      for (const step of recipe.steps(at)) await runStep(step, recipe, at, request);
    },
    { signal: stop, onWait: () => print(`Waiting for another job that installs the same ${recipe.file}`) },
  );
  return folder;
}

const cacheFolder = (environment: Environment): string =>
  environment["SLIPWAY_CACHE_DIR"] || join(tmpdir(), "slipway-cache");

async function recipeFor({ code, python, environment }: EnvironmentRequest): Promise<Recipe | undefined> {
  const requirements = await exists(join(code, "requirements.txt"));
  if (await exists(join(code, "uv.lock"))) {
    const uv = await onPath("uv", environment);
    if (uv) return uvRecipe(code, python, uv);
    if (!requirements) {
      throw new SlipwayError(
        "SLIP-SCRIPT-003",
        "uv.lock needs uv, which is not on the PATH; install it or give a requirements.txt",
      );
    }
  }
  return requirements ? pipRecipe(code, python, environment) : undefined;
}

/** On a base image that was chosen for its packages, those are seen beside the installed ones. */
async function pipRecipe(code: string, python: Python, environment: Environment): Promise<Recipe> {
  const shared = environment["SLIPWAY_SYSTEM_SITE_PACKAGES"] === "1" ? ["--system-site-packages"] : [];
  return {
    file: "requirements.txt",
    key: [...shared, ...(await requirementTexts(code))],
    steps: (folder) => [
      [python.executable, "-m", "venv", ...shared, folder],
      [
        join(folder, "bin", "python"),
        ...["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
        ...["-r", "requirements.txt"],
      ],
    ],
    variables: () => ({}),
  };
}

async function uvRecipe(code: string, python: Python, uv: string): Promise<Recipe> {
  const texts = ["uv.lock", "pyproject.toml"].map((name) => readFile(join(code, name), "utf8"));
  return {
    file: "uv.lock",
    key: await Promise.all(texts),
    steps: () => [
      [
        uv,
        "sync",
        "--frozen",
        "--no-dev",
        "--no-install-project",
        "--no-progress",
        "--python",
        python.executable,
      ],
    ],
    variables: (folder) => ({ UV_PROJECT_ENVIRONMENT: folder }),
  };
}

/** Runs an installer in the code's folder with its output in our log. */
async function runStep(
  [program = "", ...args]: readonly string[],
  recipe: Recipe,
  folder: string,
  { code, environment, stop }: EnvironmentRequest,
): Promise<void> {
  const cache = cacheFolder(environment);
  const child = spawn(program, args, {
    cwd: code,
    env: {
      // A sandbox lets nobody write into the home folder, where installers would keep their downloads.
      UV_CACHE_DIR: join(cache, "uv"),
      PIP_CACHE_DIR: join(cache, "pip"),
      ...environment,
      ...recipe.variables(folder),
      VIRTUAL_ENV: undefined,
      PYTHONHOME: undefined,
    },
    stdio: ["ignore", "inherit", "inherit"],
    signal: stop,
  });
  const [exitCode, signal] = (await once(child, "close")) as [number | null, string | null];
  if (exitCode === 0) return;
  const how = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  throw new SlipwayError(
    "SLIP-SCRIPT-003",
    `${recipe.file}: ${[program, ...args.slice(0, 3)].join(" ")} ${how}`,
  );
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
