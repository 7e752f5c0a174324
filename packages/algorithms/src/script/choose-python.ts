import { satisfies, validRange } from "@renovatebot/pep440";
import { SlipwayError } from "@slipway/model";
import type { NeededModule } from "@slipway/model/algorithms/script/frameworks.ts";
import { askInterpreter } from "../ask-interpreter.ts";
import type { Environment } from "../container.ts";
import { interpreters } from "../interpreters.ts";
import { hasFramework, jobFramework } from "./framework.ts";
import type { Identify, Python } from "./python.ts";
import { pythonProject } from "./python-project.ts";
import { readBelow } from "./read-below.ts";

const WHO = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";

/**
 * The interpreter for a folder of code: the first of this machine that runs and is of the version that the folder's
 * `.python-version` names and `requires-python` in its `pyproject.toml` allows; where the job's image is a framework's, or one is
 * `wished`, rather one that has it. Throws when there is none.
 */
export async function choosePython(
  code: string,
  environment: Environment,
  {
    identify = inEnvironment(environment),
    wished,
  }: { readonly identify?: Identify; readonly wished?: NeededModule | undefined } = {},
): Promise<Python> {
  const framework = jobFramework(environment) ?? wished;
  let first: Python | undefined;
  const wanted = await wantedVersion(code);
  const required = await requiredVersions(code);
  const seen: string[] = [];
  for await (const path of interpreters(environment)) {
    const python = await answerOf(identify(path, ["-c", WHO]));
    if (!python) continue;
    const isRight = isOfVersion(python.version, wanted) && isWithin(python.version, required);
    if (isRight && (await hasFramework(framework, path, identify))) return python;
    if (isRight) first ??= python;
    if (!seen.includes(python.version)) seen.push(python.version);
  }
  if (first !== undefined) return first;
  throw noPython({ seen, wanted, required });
}

function noPython({
  seen,
  wanted,
  required,
}: {
  readonly seen: readonly string[];
  readonly wanted: string | undefined;
  readonly required: string | undefined;
}): SlipwayError {
  const found = seen.length > 0 ? `found are ${seen.join(", ")}` : "none was found at all";
  const asked = [
    ...(wanted === undefined ? [] : [` of version ${wanted}, as .python-version asks`]),
    ...(required === undefined ? [] : [` ${required}, as requires-python in pyproject.toml asks`]),
  ].join(" and");
  return new SlipwayError("SLIP-SCRIPT-002", `there is no Python${asked}; ${found}`);
}

async function wantedVersion(code: string): Promise<string | undefined> {
  const text = await readBelow(code, ".python-version");
  const line = text
    ?.split("\n")
    .map((part) => part.trim())
    .find((part) => part !== "" && !part.startsWith("#"));
  return line?.replace(/^(cpython-|python-?)/, "");
}

/** Undefined where the project says nothing, or has a file that cannot be read: who installs from it says so. */
async function requiredVersions(code: string): Promise<string | undefined> {
  const required = (await pythonProject(code).catch(() => undefined))?.requiresPython?.trim();
  if (required === undefined || required === "") return undefined;
  if (validRange(required)) return required;
  throw new SlipwayError(
    "SLIP-SCRIPT-002",
    `requires-python in pyproject.toml is ${JSON.stringify(required)}, which is no version specifier`,
  );
}

export const inEnvironment =
  (environment: Environment): Identify =>
  async (path, [, script = ""]) => {
    const dependsOn = (text: string) => text.split("\n").filter((line) => line.startsWith("/"));
    return (await askInterpreter(path, { script, dependsOn }, environment)) ?? "";
  };

async function answerOf(asked: Promise<string>): Promise<Python | undefined> {
  const answer = await asked.catch(() => "");
  const [executable = "", version = ""] = answer.trim().split("\n");
  return executable !== "" && version.startsWith("3.") ? { executable, version } : undefined;
}

const isOfVersion = (version: string, wanted: string | undefined): boolean =>
  wanted === undefined || version === wanted || version.startsWith(`${wanted}.`);

const isWithin = (version: string, required: string | undefined): boolean =>
  required === undefined || satisfies(version, required);
