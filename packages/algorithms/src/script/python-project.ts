import { SlipwayError } from "@slipway/model";
import { parse } from "smol-toml";
import { readBelow } from "./read-below.ts";

/** What a folder's `pyproject.toml` says of what its code needs (PEP 621). */
export interface PythonProject {
  readonly text: string;
  /** `project.dependencies`, as they are written. */
  readonly dependencies: readonly string[];
  /** `project.requires-python`, as it is written. */
  readonly requiresPython?: string;
  /** Why dependencies that the project has are not among `dependencies`, as a sentence. */
  readonly elsewhere?: string;
  /** Settings of uv, whose sources may lie on this machine. */
  readonly uv: unknown;
}

interface Table {
  readonly [key: string]: unknown;
}

/** Undefined where there is none. Throws SLIP-SCRIPT-003 when it is no TOML. */
export async function pythonProject(code: string): Promise<PythonProject | undefined> {
  const text = await readBelow(code, "pyproject.toml");
  if (text === undefined) return undefined;
  const root = tableOf(parsed(text));
  const project = tableOf(root["project"]);
  const tool = tableOf(root["tool"]);
  const { dependencies, "requires-python": requiresPython } = project;
  const elsewhere = elsewhereIn(project, tool);
  return {
    text,
    dependencies: textsOf(dependencies),
    uv: tool["uv"],
    ...(typeof requiresPython === "string" ? { requiresPython } : {}),
    ...(elsewhere === undefined ? {} : { elsewhere }),
  };
}

function elsewhereIn(project: Table, tool: Table): string | undefined {
  if (textsOf(project["dynamic"]).includes("dependencies"))
    return "pyproject.toml leaves its dependencies to the build (dynamic)";
  const poetry = Object.keys(tableOf(tableOf(tool["poetry"])["dependencies"])).filter(
    (name) => name !== "python",
  );
  return project["dependencies"] === undefined && poetry.length > 0
    ? "pyproject.toml declares its dependencies for Poetry alone (tool.poetry.dependencies)"
    : undefined;
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split("\n");
    throw new SlipwayError("SLIP-SCRIPT-003", `pyproject.toml cannot be read: ${sentence}`, { cause: error });
  }
}

const tableOf = (value: unknown): Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Table) : {};

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
