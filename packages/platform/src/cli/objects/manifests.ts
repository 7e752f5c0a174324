import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Resource, SlipwayError } from "@slipway/model";
import { LineCounter, parseAllDocuments } from "yaml";
import { fileError } from "../errors/file-error.ts";
import { bytesText } from "../output/bytes.ts";
import type { Session } from "../session/session.ts";

/** An object from a file, with where it stands, for messages. */
export interface Manifest {
  readonly object: Resource;
  readonly place: string;
}

const EXTENSIONS = /\.(ya?ml|json)$/;

/** The objects in files, folders (their .yaml, .yml and .json files, by name) and `-`, standard input. */
export async function readManifests(
  session: Session,
  sources: readonly string[],
): Promise<readonly Manifest[]> {
  const manifests: Manifest[] = [];
  for (const source of sources) {
    for (const { name, text } of await texts(session, source)) manifests.push(...parse(name, text));
  }
  return manifests;
}

async function texts(session: Session, source: string): Promise<readonly { name: string; text: string }[]> {
  if (source === "-") return [{ name: "standard input", text: await text(session.context.stdin) }];
  const path = session.path(source);
  try {
    if (!(await stat(path)).isDirectory()) return [{ name: source, text: await readFile(path, "utf8") }];
    const names = (await readdir(path)).filter((name) => EXTENSIONS.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => ({
        name: join(source, name),
        text: await readFile(join(path, name), "utf8"),
      })),
    );
  } catch (error) {
    throw fileError(source, error);
  }
}

/** Reading YAML takes far longer than its length for what is too large for any server. */
const MOST_TEXT = 16 * 1024 * 1024;

function parse(name: string, text: string): readonly Manifest[] {
  if (text.length > MOST_TEXT)
    throw unreadable(
      `${name}: ${bytesText(text.length)} are more than is read of manifests, ${bytesText(MOST_TEXT)}; an API server takes objects of 3 MiB at most: keep data in buckets`,
    );
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
