import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** `-r other.txt`, `--requirement=other.txt`, `-c limits.txt` ... */
const INCLUDED = /^(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)/;
/** A requirement that is a folder or a file of the code itself. */
const LOCAL = /^(?:-e\b|--editable\b|\.|\/|file:)/;

/**
 * All text that an installation from the folder's `requirements.txt` depends on: that of the file, of those it
 * includes, and of the whole folder where a requirement points into it.
 */
export async function requirementTexts(folder: string): Promise<readonly string[]> {
  const texts = new Map<string, string>();
  await collect(join(folder, "requirements.txt"), texts);
  const lines = [...texts.values()].flatMap((text) => text.split("\n"));
  const local = lines.some((line) => LOCAL.test(line.trim()));
  return [...texts.values(), ...(local ? [await contentHash(folder)] : [])];
}

async function collect(path: string, texts: Map<string, string>): Promise<void> {
  if (texts.has(path)) return;
  // pip names a file that is not there better than we could.
  const text = await readFile(path, "utf8").catch(() => "");
  texts.set(path, text);
  for (const line of text.split("\n")) {
    const included = INCLUDED.exec(line.trim())?.[1];
    if (included && !included.includes("://")) await collect(join(dirname(path), included), texts);
  }
}

async function contentHash(folder: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) hash.update(path).update(await readFile(path));
  return hash.digest("hex");
}
