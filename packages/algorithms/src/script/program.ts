import { stat } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Container, Environment } from "../container.ts";
import { startedBy } from "./started-by.ts";
import { commandArguments, type Values, variableText } from "./values.ts";

/** What is to be run. */
export interface Program {
  /** Relative to the code's folder; absent when a command was given. */
  readonly file: string | undefined;
  /** Program and arguments; "python" stands for the interpreter that is chosen. */
  readonly command: readonly string[];
  readonly needsPython: boolean;
}

const DEFAULT_PROGRAM = "train.py";
/** Words that stand for the interpreter that is chosen. */
export const PYTHON = /^python(3(\.\d+)?)?$/;

/** The command after `--` if there is one, otherwise the program that the hyperparameters name. Throws when it is not there. */
export async function programOf(
  container: Container,
  values: Values,
  given: { readonly command: readonly string[]; readonly environment: Environment },
): Promise<Program> {
  const [first] = given.command;
  if (first !== undefined) {
    return { file: undefined, command: given.command, needsPython: PYTHON.test(first) };
  }
  const named = values.reserved["sagemaker_program"] ?? given.environment["SAGEMAKER_PROGRAM"];
  const file = normalize(variableText(named ?? DEFAULT_PROGRAM));
  await requireFile(container.code, file);
  const args = commandArguments(values.own);
  if (file.endsWith(".py")) return { file, command: ["python", file, ...args], needsPython: true };
  return { file, command: [...(await startedBy(container.code, file)), ...args], needsPython: false };
}

async function requireFile(code: string, file: string): Promise<void> {
  if (file.startsWith(sep) || file.split(sep)[0] === "..") {
    throw new SlipwayError("SLIP-SCRIPT-001", `sagemaker_program ${file} is outside the source archive`);
  }
  const found = await stat(join(code, file)).catch(() => undefined);
  if (!found?.isFile()) {
    throw new SlipwayError("SLIP-SCRIPT-001", `the source archive has no file ${file}`);
  }
}
