import { type Resource, SlipwayError } from "@slipway/model";
import type { SourceProblem } from "@slipway/model/flows/yaml/source-problem.ts";
import { SourceText } from "@slipway/model/flows/yaml/source-text.ts";
import { type YamlLimits, yamlDocuments } from "@slipway/model/flows/yaml/yaml-documents.ts";
import { YamlValues } from "@slipway/model/flows/yaml/yaml-values.ts";
import type { Session } from "../session/session.ts";
import { readTexts } from "./read-texts.ts";

/** An object from a file, with where it stands, for messages. */
export interface Manifest {
  readonly object: Resource;
  readonly place: string;
}

/** The objects in files, folders (their .yaml, .yml and .json files, by name) and `-`, standard input. */
export async function readManifests(
  session: Session,
  sources: readonly string[],
): Promise<readonly Manifest[]> {
  const manifests: Manifest[] = [];
  for (const source of sources) {
    for (const { name, text } of await readTexts(session, source)) manifests.push(...parse(name, text));
  }
  return manifests;
}

/** What is read at all has been measured before. */
const LIMITS: YamlLimits = { characters: 16 * 1024 * 1024, documents: 100_000 };

function parse(name: string, given: string): readonly Manifest[] {
  const source = new SourceText(given);
  const { documents, problems } = yamlDocuments(source.text, LIMITS);
  const placed = (offset: number): string => `${name}:${source.placeOf(offset).line}`;
  const refuse = ([wrong]: readonly SourceProblem[]): void => {
    if (wrong !== undefined) throw unreadable(`${placed(wrong.offset)}: ${wrong.message}`);
  };
  refuse(problems);
  return documents.flatMap(({ contents }) => {
    const values = new YamlValues();
    const value = values.valueOf(contents);
    refuse(values.problems);
    return value === null ? [] : objectsIn(value, placed(contents?.range?.[0] ?? 0));
  });
}

function objectsIn(value: unknown, place: string): readonly Manifest[] {
  const object = value as Partial<Resource> & { readonly items?: readonly unknown[] };
  if (typeof value !== "object" || Array.isArray(value)) throw unreadable(`${place}: expected an object`);
  if (object.kind === "List" && Array.isArray(object.items)) {
    return object.items.flatMap((item, index) => objectsIn(item, `${place} items[${index}]`));
  }
  for (const field of ["apiVersion", "kind"] as const) {
    if (typeof object[field] !== "string") throw unreadable(`${place}: ${field} is missing`);
  }
  if (typeof object.metadata?.name !== "string") throw unreadable(`${place}: metadata.name is missing`);
  return [{ object: object as Resource, place }];
}

function unreadable(message: string): SlipwayError {
  return new SlipwayError("SLIP-CLI-003", message);
}
