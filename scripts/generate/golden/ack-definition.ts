import { readFileSync } from "node:fs";

/** What a file of `test/golden/crds/ack/` says of a kind. */
export interface AckDefinition {
  readonly release: string;
  /** plural, singular, list kind, group/version. */
  readonly names: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly jsonPath: string;
    readonly priority: number;
  }[];
  readonly required: readonly string[];
  /** `spec.a[].b` → its type, e.g. `integer/int64`. */
  readonly paths: ReadonlyMap<string, string>;
}

const TYPES: Readonly<Record<string, string>> = {
  int: "integer/int64",
  number: "number",
  boolean: "boolean",
  time: "string/date-time",
  map: "map of string",
};

export function ackDefinition(kind: string): AckDefinition {
  const text = readFileSync(new URL(`../../../test/golden/crds/ack/${kind}.txt`, import.meta.url), "utf8");
  const head = (name: string): readonly string[] =>
    text
      .match(new RegExp(`^${name}(.*)$`, "m"))?.[1]
      ?.trim()
      .split(" ")
      .filter(Boolean) ?? [];
  const [, spec = "", status = ""] = text.split(/^spec$|^status$/m);
  return {
    release: head("release").join(" "),
    names: head("names"),
    columns: head("columns").map(column),
    required: head("required"),
    paths: new Map([...pathsIn(spec, "spec"), ...pathsIn(status, "status")]),
  };
}

function column(text: string): AckDefinition["columns"][number] {
  const [name = "", path = ""] = text.split("=");
  const [jsonPath = "", priority = "0"] = path.split("/");
  return { name, jsonPath, priority: Number(priority) };
}

/** Reads `name:type`, `name[]`, `name { … }`; a name alone is a string. */
function pathsIn(text: string, root: string): readonly (readonly [string, string])[] {
  const paths: (readonly [string, string])[] = [];
  const above = [root];
  const words = text.split(/\s+/).filter(Boolean);
  words.forEach((word, at) => {
    if (word === "{") return;
    if (word === "}") {
      above.pop();
      return;
    }
    const [name = "", type] = word.split(":");
    const path = `${above.at(-1)}.${name}`;
    const isObject = words[at + 1] === "{";
    paths.push([path, isObject ? "object" : (TYPES[type ?? ""] ?? "string")]);
    if (isObject) above.push(path);
  });
  if (above.length !== 1) throw new Error(`unbalanced braces below ${root}`);
  return paths;
}
