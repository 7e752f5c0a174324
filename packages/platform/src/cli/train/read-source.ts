import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { SlipwayError } from "@slipway/model";
import { closest } from "@slipway/model/closest.ts";
import type { Session } from "../session/session.ts";
import { noProgram } from "./no-program.ts";
import { refuseSource, requireRunnable, type Verb } from "./refuse-source.ts";
import { type SourceFile, sourceFiles } from "./source-files.ts";

/** What `slipway train` or `process` was given, as files to send. */
export interface Source {
  /** What a job without a name is called by. */
  readonly label: string;
  /** Which of the files runs; undefined when a command was given. */
  readonly program: string | undefined;
  /** The folder that the files lie in. */
  readonly folder: string;
  readonly files: readonly SourceFile[];
}

export interface SourceAsked {
  readonly given: string;
  readonly command: readonly string[];
  /** SageMaker's word for the file that runs, where it is not train.py. */
  readonly program: string | undefined;
  readonly verb: Verb;
}

const DEFAULT_PROGRAM = "train.py";
/** Environments are made from these, so a program that lies beside them is sent with them. */
const REQUIREMENTS = ["requirements.txt", "pyproject.toml", "uv.lock", "uv.toml", ".python-version"];
const INCLUDE = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)/gm;

/** The files of a folder or of one program. Throws, in one sentence, for what cannot be run. */
export async function readSource(session: Session, asked: SourceAsked): Promise<Source> {
  const { given } = asked;
  const path = session.path(given);
  const found = await stat(path).catch(() => undefined);
  refuseSource(given, found, asked.verb);
  if (found === undefined) throw new SlipwayError("SLIP-CLI-002", await notThere(given, path));
  return found.isDirectory() ? fromFolder(session, path, asked) : fromFile(session, path, asked);
}

async function fromFolder(session: Session, path: string, asked: SourceAsked): Promise<Source> {
  const { files, skipped } = await sourceFiles(path);
  if (skipped.length > 0) session.say(`Left out, because they lead out of the folder: ${skipped.join(", ")}`);
  const wanted = asked.program ?? DEFAULT_PROGRAM;
  const runs = asked.command.length === 0;
  const program = files.find(({ name }) => name === wanted);
  if (runs && program === undefined) throw await noProgram(asked.given, { wanted, verb: asked.verb }, files);
  if (runs && program !== undefined) requireRunnable(join(asked.given, wanted), program, asked.verb);
  return { label: basename(resolve(path)), program: runs ? wanted : undefined, folder: path, files };
}

async function fromFile(
  session: Session,
  path: string,
  { given, command, verb }: SourceAsked,
): Promise<Source> {
  const name = basename(path);
  const folder = dirname(path);
  const program = await fileAt(folder, name);
  if (command.length === 0) requireRunnable(given, program, verb);
  const beside = await requirementsBeside(folder);
  if (beside.length > 0) session.say(`Sent with it: ${beside.map((file) => file.name).join(", ")}`);
  const files = [program, ...beside.filter((file) => file.name !== name)];
  return {
    label: name.replace(/\.[^.]*$/, ""),
    program: command.length === 0 ? name : undefined,
    folder,
    files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** With the files of the same folder that requirements.txt includes. */
async function requirementsBeside(folder: string): Promise<readonly SourceFile[]> {
  const waiting = [...REQUIREMENTS];
  const taken = new Map<string, SourceFile>();
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (taken.has(name) || name.includes("/")) continue;
    const file = await fileAt(folder, name).catch(() => undefined);
    if (file === undefined) continue;
    taken.set(name, file);
    if (!name.endsWith(".txt")) continue;
    const text = await readFile(file.path, "utf8");
    for (const [, included = ""] of text.matchAll(INCLUDE)) waiting.push(included.replace(/^\.\//, ""));
  }
  return [...taken.values()];
}

async function fileAt(folder: string, name: string): Promise<SourceFile> {
  const path = await realpath(join(folder, name));
  const found = await stat(path);
  if (!found.isFile()) throw new SlipwayError("SLIP-CLI-002", `${name} is no file`);
  return { path, name, size: found.size, executable: (found.mode & 0o111) !== 0 };
}

async function notThere(given: string, path: string): Promise<string> {
  const names = await readdir(dirname(path)).catch(() => []);
  const near = closest(basename(path), names);
  const meant = near === undefined ? "" : `; did you mean ${join(dirname(given), near)}?`;
  return `${given}: there is no such file or folder${meant}`;
}
