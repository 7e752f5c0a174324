import { dirname, join, normalize, sep } from "node:path";
import { parse } from "smol-toml";
import type { PythonProject } from "./python-project.ts";
import { readBelow } from "./read-below.ts";
import { requirementLines } from "./requirement-lines.ts";

/** The files that an installation follows. */
export interface InstalledFiles {
  /** By path below the code's folder. */
  readonly texts: ReadonlyMap<string, string>;
  /** Nothing else of the code, of the job or of this machine is installed: only what a name or a URL stands for. */
  readonly isComplete: boolean;
}

const UV_FILES = ["uv.lock", "pyproject.toml", "uv.toml", ".python-version"];
/** The project itself is not installed; anything else without a URL lies on this machine. */
const UV_SOURCE =
  /^\s*source = \{ (?:(?:registry|git|url) = "(?:https?|git\+https?|git\+ssh):|(?:virtual|editable) = "\." \})/;
const LOCAL_KEY = /^(path|directory|workspace|editable)$/;
const REMOTE = /^(https?|git\+https?|git\+ssh|ssh):\/\//;
const UV_LOCAL = /\b(?:path|directory) = "|\burl = "(?!https?:\/\/|git\+(?:https?|ssh):\/\/)/;

/** `requirements.txt` and what it includes. A link counts as the file only where that lies below the code's folder too. */
export async function requirementFiles(code: string): Promise<InstalledFiles> {
  const texts = new Map<string, string>();
  const isComplete = await collect("requirements.txt", { code, texts });
  return { texts, isComplete };
}

/** `uv.lock` and what uv reads beside it. */
export async function uvFiles(code: string): Promise<InstalledFiles> {
  const texts = new Map<string, string>();
  for (const name of UV_FILES) {
    const text = await readBelow(code, name);
    if (text !== undefined) texts.set(name, text);
  }
  const lines = (texts.get("uv.lock") ?? "").split("\n");
  const isComplete = lines.every(
    (line) => !UV_LOCAL.test(line) && (!line.trimStart().startsWith("source =") || UV_SOURCE.test(line)),
  );
  return { texts, isComplete: isComplete && texts.has("uv.lock") };
}

/** What an installation of `project.dependencies` follows: pip reads nothing else, uv its settings as well. */
export async function projectFiles(
  code: string,
  { text, dependencies, uv }: PythonProject,
  installer: "pip" | "uv",
): Promise<InstalledFiles> {
  const areNamed = dependencies.every((dependency) =>
    requirementLines(dependency).every(({ is }) => is === "remote"),
  );
  if (installer === "pip") return { texts: new Map([["pyproject.toml", text]]), isComplete: areNamed };
  const settings = await readBelow(code, "uv.toml");
  return {
    texts: new Map([
      ["pyproject.toml", text],
      ...(settings === undefined ? [] : [["uv.toml", settings] as const]),
    ]),
    isComplete: areNamed && !isLocal(uv) && (settings === undefined || !isLocal(parse(settings))),
  };
}

/** A table of uv's settings that leads, or may lead, to files of this machine. */
function isLocal(value: unknown, key = ""): boolean {
  if (LOCAL_KEY.test(key)) return true;
  if (typeof value === "string") return value.includes("/") && !REMOTE.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => isLocal(member, name));
}

async function collect(
  path: string,
  into: { readonly code: string; readonly texts: Map<string, string> },
): Promise<boolean> {
  if (into.texts.has(path)) return true;
  const text = await readBelow(into.code, path);
  if (text === undefined) return false;
  into.texts.set(path, text);
  for (const line of requirementLines(text)) {
    if (line.is === "local") return false;
    if (line.is !== "include") continue;
    const included = line.path.startsWith(sep) ? line.path : normalize(join(dirname(path), line.path));
    if (!(await collect(included, into))) return false;
  }
  return true;
}
