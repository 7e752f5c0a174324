import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import ignore, { type Ignore } from "ignore";

/** A file to be packed: where it lies, and its path in the archive, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly executable: boolean;
}

export interface SourceFiles {
  readonly files: readonly SourceFile[];
  /** Links that lead out of the folder or nowhere, and what is no file: left out. */
  readonly skipped: readonly string[];
}

/** Never part of a program, whatever the ignore files say. */
const ALWAYS = [
  ".git/",
  ".slipway/",
  "__pycache__/",
  "*.pyc",
  ".venv/",
  "venv/",
  "node_modules/",
  ".DS_Store",
];
const IGNORE_FILES = [".gitignore", ".slipwayignore"];

/** The files of a program's folder, by name, without what its .gitignore and .slipwayignore name. */
export async function sourceFiles(folder: string): Promise<SourceFiles> {
  const root = await realpath(folder);
  const walk: Walk = { root, rules: await rulesOf(folder), files: [], skipped: [] };
  await collect(walk, "");
  return { files: walk.files.sort((a, b) => (a.name < b.name ? -1 : 1)), skipped: walk.skipped };
}

interface Walk {
  readonly root: string;
  readonly rules: Ignore;
  readonly files: SourceFile[];
  readonly skipped: string[];
}

async function rulesOf(folder: string): Promise<Ignore> {
  const rules = ignore().add(ALWAYS);
  for (const name of IGNORE_FILES) {
    rules.add(await readFile(join(folder, name), "utf8").catch(() => ""));
  }
  return rules;
}

async function collect(walk: Walk, below: string): Promise<void> {
  for (const entry of await readdir(join(walk.root, below), { withFileTypes: true })) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (walk.rules.ignores(entry.isDirectory() ? `${name}/` : name)) continue;
    if (entry.isDirectory()) await collect(walk, name);
    else await take(walk, name);
  }
}

/** A link is packed as the file it leads to, which must lie within the folder. */
async function take(walk: Walk, name: string): Promise<void> {
  const path = await realpath(join(walk.root, name)).catch(() => undefined);
  const inside = path?.startsWith(`${walk.root}${sep}`) === true;
  const found = path === undefined || !inside ? undefined : await stat(path);
  if (path === undefined || found?.isFile() !== true) {
    walk.skipped.push(name);
    return;
  }
  walk.files.push({ path, name, size: found.size, executable: (found.mode & 0o111) !== 0 });
}
