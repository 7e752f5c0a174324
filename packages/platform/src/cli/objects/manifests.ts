import { type Resource, SlipwayError } from "@slipway/model";
import { LineCounter, parseAllDocuments } from "yaml";
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

function parse(name: string, text: string): readonly Manifest[] {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const line = lineCounter.linePos(document.contents?.range?.[0] ?? 0).line;
    const [wrong] = document.errors;
    if (wrong !== undefined) {
      throw unreadable(`${name}:${lineCounter.linePos(wrong.pos[0]).line}: ${wrong.message}`);
    }
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : objectsIn(value, `${name}:${line}`);
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
