import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildOnce } from "@slipway/lib/build-once.ts";
import { humanDuration } from "@slipway/lib/human-duration.ts";
import { removeTree } from "@slipway/lib/remove-tree.ts";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import type { Environment } from "../container.ts";
import { seesInterpretersPackages } from "./framework.ts";
import { installFailed } from "./install-failed.ts";
import { installerSettings, installSteps } from "./install-steps.ts";
import { installerVariables } from "./installer-variables.ts";
import { InstallProgress } from "./installing/install-progress.ts";
import type { Python } from "./python.ts";
import type { Requirements } from "./requirements.ts";

export interface EnvironmentRequest {
  readonly code: string;
  readonly wanted: Requirements;
  readonly python: Python;
  readonly environment: Environment;
  readonly stop: AbortSignal;
  readonly print: (line: string) => void;
}

/**
 * The folder of a Python environment with the packages that the code asks for, built below `SLIPWAY_CACHE_DIR`, which
 * must be nobody else's.
 */
export async function pythonEnvironment(request: EnvironmentRequest): Promise<string> {
  const { wanted, python, environment, print, stop } = request;
  const { file, texts } = wanted;
  const { variables } = installerVariables(environment, { machine: {}, texts: texts.values() });
  const layers = seesInterpretersPackages(environment) ? ["system"] : [];
  const key = createHash("sha256").update(JSON.stringify([python, file, [...texts], variables, ...layers]));
  const folder = join(cacheFolder(environment), "python", key.digest("hex").slice(0, 32));
  await buildOnce(
    folder,
    async (at) => {
      print(PREPARATION.begins(file));
      const began = performance.now();
      await install(at, request);
      print(PREPARATION.ends(file, humanDuration(performance.now() - began)));
    },
    { signal: stop, onWait: () => print(PREPARATION.waits(file, "program")) },
  );
  return folder;
}

const cacheFolder = (environment: Environment): string =>
  environment["SLIPWAY_CACHE_DIR"] || join(tmpdir(), "slipway-cache");

async function install(folder: string, request: EnvironmentRequest): Promise<void> {
  const { wanted, python, environment } = request;
  const systemPackages = seesInterpretersPackages(environment);
  const steps = installSteps({ ...wanted, python: python.executable, systemPackages }, folder);
  const temporary = join(cacheFolder(environment), "installing");
  await mkdir(temporary, { recursive: true });
  const progress = new InstallProgress({ environment: folder, downloads: [temporary] });
  try {
    for (const step of steps) await runStep(step, { ...request, folder, temporary, progress });
  } finally {
    await removeTree(temporary);
  }
}

interface StepRequest extends EnvironmentRequest {
  readonly folder: string;
  readonly temporary: string;
  readonly progress: InstallProgress;
}

/** Runs an installer in the code's folder with its output in our log. */
async function runStep(step: readonly string[], request: StepRequest): Promise<void> {
  const { wanted, code, environment, stop, folder, temporary, progress } = request;
  const [program = "", ...args] = step;
  const cache = cacheFolder(environment);
  const child = spawn(program, args, {
    cwd: code,
    env: {
      // A sandbox lets nobody write into the home folder, where installers would keep their downloads.
      UV_CACHE_DIR: join(cache, "uv"),
      PIP_CACHE_DIR: join(cache, "pip"),
      ...environment,
      TMPDIR: temporary,
      ...installerSettings(folder),
      VIRTUAL_ENV: undefined,
      PYTHONHOME: undefined,
    },
    stdio: ["ignore", "pipe", "pipe"],
    signal: stop,
  });
  const { exitCode, signal } = await progress.follow(child);
  if (exitCode !== 0) throw installFailed(wanted.file, { step, exitCode, signal });
}
