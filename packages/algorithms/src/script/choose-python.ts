import { SlipwayError } from "@slipway/model";
import { askInterpreter } from "../ask-interpreter.ts";
import type { Environment } from "../container.ts";
import { interpreters } from "../interpreters.ts";
import { readBelow } from "./read-below.ts";

export interface Python {
  readonly executable: string;
  readonly version: string;
}

/** What the interpreter at a path prints when it is run with arguments; throws when it does not run. */
export type Identify = (path: string, args: readonly string[]) => Promise<string>;

const WHO = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";

/**
 * The interpreter for a folder of code: the first of this machine that runs, or the first of the version that the
 * folder's `.python-version` names. Throws when there is none.
 */
export async function choosePython(
  code: string,
  environment: Environment,
  identify: Identify = inEnvironment(environment),
): Promise<Python> {
  const wanted = await wantedVersion(code);
  const seen: string[] = [];
  for await (const path of interpreters(environment)) {
    const python = await answerOf(identify(path, ["-c", WHO]));
    if (!python) continue;
    if (wanted === undefined || isOfVersion(python.version, wanted)) return python;
    if (!seen.includes(python.version)) seen.push(python.version);
  }
  const found = seen.length > 0 ? `found are ${seen.join(", ")}` : "none was found at all";
  const asked = wanted === undefined ? "" : ` of version ${wanted}, as .python-version asks`;
  throw new SlipwayError("SLIP-SCRIPT-002", `there is no Python${asked}; ${found}`);
}

async function wantedVersion(code: string): Promise<string | undefined> {
  const text = await readBelow(code, ".python-version");
  const line = text
    ?.split("\n")
    .map((part) => part.trim())
    .find((part) => part !== "" && !part.startsWith("#"));
  return line?.replace(/^(cpython-|python-?)/, "");
}

const inEnvironment =
  (environment: Environment): Identify =>
  async (path, [, script = ""]) => {
    const dependsOn = (text: string) => text.split("\n", 1);
    return (await askInterpreter(path, { script, dependsOn }, environment)) ?? "";
  };

async function answerOf(asked: Promise<string>): Promise<Python | undefined> {
  const answer = await asked.catch(() => "");
  const [executable = "", version = ""] = answer.trim().split("\n");
  return executable !== "" && version.startsWith("3.") ? { executable, version } : undefined;
}

const isOfVersion = (version: string, wanted: string): boolean =>
  version === wanted || version.startsWith(`${wanted}.`);
