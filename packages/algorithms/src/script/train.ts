import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "@slipway/model";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import { Container, type Environment } from "../container.ts";
import { untilStopped } from "../until-stopped.ts";
import { choosePython, inEnvironment } from "./choose-python.ts";
import { startOf } from "./distribution.ts";
import { explain } from "./explain.ts";
import { jobFramework, requireFramework } from "./framework.ts";
import { type GivenEnvironment, givenEnvironment } from "./given-environment.ts";
import { installedPackages } from "./installed-packages.ts";
import { type Program, programOf } from "./program.ts";
import type { Python } from "./python.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { pythonVariables } from "./python-variables.ts";
import { refuseOptMl } from "./refuse-opt-ml.ts";
import { type Asked, requirementsOf } from "./requirements.ts";
import { runProgram } from "./run-program.ts";
import { smVariables } from "./sm-variables.ts";
import { decodeHyperparameters } from "./values.ts";

const STOPPED = 143;

/** Runs the job's program, or the command that it `asksFor` if that is not empty. Returns its exit code; throws user errors. */
export async function train(asksFor: readonly string[], environment: Environment): Promise<number> {
  const container = new Container(environment);
  const values = decodeHyperparameters(await container.hyperparameters());
  const program = await programOf(container, values, { command: asksFor, environment });
  const resources = await container.resources();
  const job = { values, resources, environment };
  // What cannot be started is refused before packages are installed for it.
  await startOf(program, job);
  const given = await givenEnvironment(environment);
  const asked = await requirementsOf(container.code, environment);
  const python = await pythonFor(container, program, { environment, given, asked });
  if (asked.passedOver !== undefined) print(asked.passedOver);
  await refuseOptMl(container, program, python);
  const variables = smVariables({
    container,
    values,
    channels: await container.channels(),
    resources,
    program: program.file,
    environment,
  });
  for (const folder of [container.code, container.model, container.outputData]) {
    await mkdir(folder, { recursive: true });
  }
  return untilStopped(async (stop) => {
    const { requirements: wanted } = asked;
    const request = python && wanted && { code: container.code, wanted, python, environment, stop, print };
    const home = given?.folder ?? (request && (await pythonEnvironment(request).catch(unlessStopped(stop))));
    if (stop.aborted) return STOPPED;
    const bin = home && join(home, "bin");
    const interpreter = bin ? join(bin, "python") : python?.executable;
    const command = program.command.map((word, place) => (place === 0 ? resolve(word, interpreter) : word));
    const { command: words, variables: launched } = await startOf({ ...program, command }, job);
    if (python !== undefined) await noteFacts(container, interpreter, { python, given, environment });
    print(PREPARATION.runs(words.join(" ")));
    const end = await runProgram(words, {
      folder: container.code,
      variables: {
        ...environment,
        ...variables,
        ...launched,
        ...(await pythonVariables(container.code, { environment, home, python })),
      },
      stop,
    });
    if (end.exitCode !== 0 && !stop.aborted) {
      const name = program.file ?? program.command[0] ?? "";
      await explain(container, end, { name, folder: container.code });
    }
    return end.exitCode;
  });
}

/** What the run's manifest is told of the Python that it runs in; throws where that lacks what the job's image would have. */
async function noteFacts(
  container: Container,
  executable = "",
  { python, given, environment }: Circumstances & { readonly python: Python },
): Promise<void> {
  const identify = inEnvironment(environment);
  const found = { ...python, executable };
  await requireFramework(found, { code: container.code, environment, identify, print });
  const packages = given?.packages ?? (await installedPackages(found.executable, environment));
  await container.noteFacts({ engine: engineOf(python), ...defined({ packages }) });
}

interface Circumstances {
  readonly environment: Environment;
  readonly given: GivenEnvironment | undefined;
}

/** What was broken off because the job is to stop is no failure. */
const unlessStopped =
  (stop: AbortSignal) =>
  (error: unknown): undefined => {
    if (!stop.aborted) throw error;
  };

const engineOf = ({ version, executable }: Python): string => `python ${version} (${executable})`;

/** The interpreter, where the program or its packages need one; it goes to the log. */
async function pythonFor(
  container: Container,
  program: Program,
  { environment, given, asked }: Circumstances & { readonly asked: Asked },
): Promise<Python | undefined> {
  const needsPython = program.needsPython || jobFramework(environment) !== undefined;
  if (!needsPython && asked.requirements === undefined) return undefined;
  const python = given?.python ?? (await choosePython(container.code, environment));
  const name = engineOf(python);
  print(`Engine: ${name}`);
  return python;
}

const resolve = (word: string, interpreter: string | undefined): string =>
  interpreter !== undefined && /^python(3(\.\d+)?)?$/.test(word) ? interpreter : word;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
