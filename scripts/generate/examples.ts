import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** An object that an example applies. */
export interface Example {
  readonly apiVersion: string;
  readonly kind: string;
  /** The file that has it, from the repository's root. */
  readonly path: string;
  /** As it stands there, with its comments. */
  readonly text: string;
}

/** Every object in the YAML files of `examples/`, by file name and then as they stand there. */
export function examples(): readonly Example[] {
  const names = readdirSync(`${ROOT}examples`, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => objectsIn(`examples/${name}`));
}

function objectsIn(path: string): readonly Example[] {
  const text = readFileSync(`${ROOT}${path}`, "utf8");
  const texts = text.split(/^---\n/m);
  return texts.flatMap((part) => {
    const [document] = parseAllDocuments(part);
    const object = document?.toJS() as { readonly apiVersion?: unknown; readonly kind?: unknown } | null;
    return typeof object?.apiVersion === "string" && typeof object.kind === "string"
      ? [{ apiVersion: object.apiVersion, kind: object.kind, path, text: part.trim() }]
      : [];
  });
}
