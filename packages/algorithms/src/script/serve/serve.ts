import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeFolders } from "@slipway/model/algorithms/script/code-folders.ts";
import {
  MODEL_MODULES,
  moduleNamed,
  type NeededModule,
} from "@slipway/model/algorithms/script/frameworks.ts";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import { Container, type Environment } from "../../container.ts";
import { isMultiModel, serveMany } from "../../serve-many.ts";
import { untilStopped } from "../../until-stopped.ts";
import { choosePython } from "../choose-python.ts";
import { explain } from "../explain.ts";
import { jobFramework } from "../framework.ts";
import { givenEnvironment } from "../given-environment.ts";
import type { Python } from "../python.ts";
import { pythonEnvironment } from "../python-environment.ts";
import { pythonVariables } from "../python-variables.ts";
import type { Asked } from "../requirements.ts";
import { runProgram } from "../run-program.ts";
import { commandOf } from "./command-of.ts";
import { type Asking, firstThatAsks, packageFolders } from "./package-folders.ts";
import { ProgramHost } from "./program-host.ts";
import { requireModule } from "./require-module.ts";
import { servedAs, type WithPython } from "./served-as.ts";

const STOPPED = 143;

/** Runs another built-in program in the place of this one. */
export type Become = (words: readonly string[]) => Promise<number>;

/** Serves the container's model until the process is asked to end; returns the exit code, throws user errors. */
export async function serve(environment: Environment, become: Become): Promise<number> {
  const container = new Container(environment);
  await mkdir(container.output, { recursive: true });
  if (isMultiModel(environment)) return serveMany(new ProgramHost(environment), environment);
  // What a server before it left in the same pod.
  await writeFile(join(container.output, "failure"), "");
  const framework = jobFramework(environment)?.module;
  const folders = { codes: codeFolders(container.root, environment), model: container.model };
  const served = await servedAs(folders, { environment, framework });
  if (served.form === "xgboost") return become(["xgboost", "serve"]);
  const asking = await firstThatAsks(packageFolders(folders.codes, served), environment);
  return serveWithPython(container, { served, asking, environment });
}

async function serveWithPython(
  container: Container,
  {
    served,
    asking,
    environment,
  }: { readonly served: WithPython; readonly asking: Asking | undefined; readonly environment: Environment },
): Promise<number> {
  const given = await givenEnvironment(environment);
  const { folder: code, asked } = asking ?? { folder: served.code, asked: {} as Asked };
  if (asked.passedOver !== undefined) print(asked.passedOver);
  const wished = wishOf(served);
  // What packages bring no interpreter need have.
  const ofInterpreter = asked.requirements === undefined ? wished : undefined;
  const python = given?.python ?? (await choosePython(code, environment, { wished: ofInterpreter }));
  print(`Engine: python ${python.version} (${python.executable})`);
  return untilStopped(async (stop) => {
    const { requirements: wanted } = asked;
    const made = wanted && { code, wanted, python, environment, stop, print };
    const home = given?.folder ?? (made && (await pythonEnvironment(made).catch(unlessStopped(stop))));
    if (stop.aborted) return STOPPED;
    const inside = home === undefined ? python : { ...python, executable: join(home, "bin", "python") };
    if (wished !== undefined)
      await requireModule(wished, { python: inside, what: nameOf(served), environment });
    const variables = {
      ...environment,
      ...(await pythonVariables(served.code, { environment, home, python })),
      SAGEMAKER_BASE_DIR: container.root,
      SM_MODEL_DIR: container.model,
    };
    return run(served, { container, python: inside, variables, stop });
  });
}

async function run(
  served: WithPython,
  parts: {
    readonly container: Container;
    readonly python: Python;
    readonly variables: NodeJS.ProcessEnv;
    readonly stop: AbortSignal;
  },
): Promise<number> {
  const { container, variables, stop } = parts;
  const { words, more, farewellMs, forwarding } = await commandOf(served, parts);
  print(PREPARATION.runs(words.join(" ")));
  const how = { folder: served.code, variables: { ...variables, ...more }, stop, farewellMs };
  const end = await runProgram(words, how).finally(() => forwarding?.close());
  // A program that knows no SIGTERM is ended by it as it was asked to.
  if (stop.aborted) return end.exitCode === STOPPED ? 0 : end.exitCode;
  await explain(container, end, { name: nameOf(served), folder: served.code });
  return end.exitCode === 0 ? 1 : end.exitCode;
}

function wishOf(served: WithPython): NeededModule | undefined {
  if (served.form === "joblib") return moduleNamed("sklearn");
  if (served.form === "mlflow" || served.form === "onnx") return MODEL_MODULES[served.form];
  return served.form === "functions" ? moduleNamed(served.framework) : undefined;
}

const nameOf = (served: WithPython): string =>
  "entry" in served && served.entry !== "" ? served.entry : "the model's server";

const unlessStopped =
  (stop: AbortSignal) =>
  (error: unknown): undefined => {
    if (!stop.aborted) throw error;
  };

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
