import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { fileError } from "../errors/file-error.ts";
import { asYaml, isScript } from "../flow/pipeline-file.ts";
import { bytesText } from "../output/bytes.ts";
import type { Session } from "../session/session.ts";

/** A text, and what messages call it. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

const EXTENSIONS = /\.(ya?ml|json)$/;

/** Reading YAML takes far longer than its length for what is too large for any server. */
const MOST_TEXT = 16 * 1024 * 1024;

/** The text of a file, of one in TypeScript or JavaScript what its pipelines are in YAML, those of a folder's .yaml, .yml and .json files, by name, or of `-`, standard input. */
export async function readTexts(session: Session, source: string): Promise<readonly NamedText[]> {
  if (source === "-") return [await standardInput(session)];
  if (isScript(source)) return [{ name: `${source} as YAML`, text: await asYaml(session, source) }];
  const path = session.path(source);
  try {
    if (!(await stat(path)).isDirectory()) return [await textOf(source, path)];
    const names = (await readdir(path)).filter((name) => EXTENSIONS.test(name)).sort();
    return await Promise.all(names.map((name) => textOf(join(source, name), join(path, name))));
  } catch (error) {
    throw isSlipwayError(error) ? error : fileError(source, error);
  }
}

async function textOf(name: string, path: string): Promise<NamedText> {
  requireReadable(name, (await stat(path)).size);
  return { name, text: await readFile(path, "utf8") };
}

async function standardInput({ context }: Session): Promise<NamedText> {
  const name = "standard input";
  const all = await text(context.stdin);
  requireReadable(name, all.length);
  return { name, text: all };
}

function requireReadable(name: string, bytes: number): void {
  if (bytes > MOST_TEXT)
    throw new SlipwayError(
      "SLIP-CLI-003",
      `${name}: ${bytesText(bytes)} are more than is read of manifests, ${bytesText(MOST_TEXT)}; an API server takes objects of 3 MiB at most: keep data in buckets`,
    );
}
