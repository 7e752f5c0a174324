import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PREPARATION } from "@slipway/model/environment-progress.ts";
import { Container, type Environment } from "../container.ts";
import { untilStopped } from "../until-stopped.ts";
import { choosePython, inEnvironment } from "./choose-python.ts";
import { explain } from "./explain.ts";
import { requireFramework } from "./framework.ts";
import { addPip, ownEnvironment } from "./own-environment.ts";
import { PYTHON } from "./program.ts";
import type { Identify, Python } from "./python.ts";
import { pythonEnvironment } from "./python-environment.ts";
import { refuseOptMl } from "./refuse-opt-ml.ts";
import { requirementsOf } from "./requirements.ts";
import { runProgram } from "./run-program.ts";

const STOPPED = 143;
const NAMED = "/opt/ml";
/** A folder of no code, which asks for no version of Python. */
const NOWHERE = "/nonexistent";

/**
 * Runs a command as a container of the image would, in whose place this is: "python" and "pip" are the interpreter that has the
 * image's framework, in an environment of the job's own. Returns the exit code; throws user errors.
 */
export async function run(command: readonly string[], environment: Environment): Promise<number> {
  const container = new Container(environment);
  const words = command.map((word) => placed(word, container.root));
  const { code, file } = await programIn(words);
  const python = await choosePython(code, environment);
  print(`Engine: python ${python.version} (${python.executable})`);
  await refuseOptMl(container, { file, command: words, code }, python);
  const folder = join(container.root, "processing");
  await mkdir(folder, { recursive: true });
  const [first = "", ...rest] = words;
  return untilStopped(async (stop) => {
    const home = await environmentFor(python, { code, environment, stop }).catch((error: unknown) => {
      if (!stop.aborted) throw error;
      return "";
    });
    if (stop.aborted) return STOPPED;
    const executable = join(home, "bin", "python");
    await note(container, { python, executable, code, environment });
    const program = inEnvironmentOf(home, first);
    print(PREPARATION.runs(words.join(" ")));
    const end = await runProgram([program, ...rest], {
      folder,
      variables: {
        ...environment,
        PYTHONUNBUFFERED: "1",
        PYTHONHOME: undefined,
        VIRTUAL_ENV: home,
        PATH: [join(home, "bin"), environment["PATH"] ?? ""].join(":"),
      },
      stop,
    });
    if (end.exitCode !== 0 && !stop.aborted)
      await explain(container, end, { name: basename(rest.find(isFileName) ?? first), folder: code });
    return end.exitCode;
  });
}

/** Where processes of this machine cannot have an `/opt/ml`, words that name it name what stands for it. */
const placed = (word: string, root: string): string =>
  root !== NAMED && (word === NAMED || word.startsWith(`${NAMED}/`))
    ? `${root}${word.slice(NAMED.length)}`
    : word;

/** The first file that the command names, and its folder. */
async function programIn([, ...words]: readonly string[]): Promise<{
  readonly code: string;
  readonly file: string | undefined;
}> {
  for (const word of words.filter(isFileName)) {
    const found = await stat(word).catch(() => undefined);
    if (found?.isFile() === true) return { code: dirname(word), file: basename(word) };
  }
  return { code: NOWHERE, file: undefined };
}

/** An interpreter or pip, by whatever path it is called, is that of the environment. */
function inEnvironmentOf(home: string, program: string): string {
  const name = basename(program);
  if (PYTHON.test(name)) return join(home, "bin", "python");
  return /^pip3?$/.test(name) ? join(home, "bin", "pip") : program;
}

const isFileName = (word: string): boolean => word.startsWith("/");

/** With what a file of requirements beside the program asks for, where there is one. */
async function environmentFor(
  python: Python,
  {
    code,
    environment,
    stop,
  }: { readonly code: string; readonly environment: Environment; readonly stop: AbortSignal },
): Promise<string> {
  const { requirements: wanted, passedOver } = await requirementsOf(code, environment);
  if (passedOver !== undefined) print(passedOver);
  if (wanted === undefined)
    return ownEnvironment(python, { environment, identify: inEnvironment(environment) });
  const home = await pythonEnvironment({ code, wanted, python, environment, stop, print });
  await addPip(join(home, "bin"));
  return home;
}

/** What the run is told of the Python that it runs in; throws where that lacks what the job's image would have. */
async function note(
  container: Container,
  of: {
    readonly python: Python;
    readonly executable: string;
    readonly code: string;
    readonly environment: Environment;
  },
): Promise<void> {
  const { python, executable, code, environment } = of;
  const identify: Identify = (_, args) => inEnvironment(environment)(executable, args);
  await requireFramework(python, { code, environment, identify, print });
  await container.noteFacts({ engine: `python ${python.version} (${python.executable})` });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
