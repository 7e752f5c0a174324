import { readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { shellWord } from "../output/shell-word.ts";
import type { Source } from "./read-source.ts";

const READ_FILES = 100;
const READ_BYTES = 512 * 1024;
const LOOKED_FOR = 200;
const TOLD = 3;
/** A text with an ending, as file names have it, but for what is opened to be written. */
const NAMED = /(["'])([^"'\n\\{}*?]{1,300}\.[A-Za-z0-9]{1,8})\1(?!\s*,\s*(?:mode\s*=\s*)?["'][wax])/g;
const IMPORTED = /^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)/gm;
/** Where systems keep what is on every machine. */
const OF_SYSTEM = /^\/(usr|etc|lib|lib64|bin|sbin|proc|sys|dev|opt\/ml)\//;

/**
 * Sentences for a person: files of this machine that the programs, or the words after --, name and that are not sent, and modules beside a
 * single program. A guess: what is named may never be opened.
 */
export async function foreignFiles(
  { files, folder }: Source,
  asked: { readonly given: string; readonly command: readonly string[]; readonly cwd: string },
): Promise<readonly string[]> {
  const sent = new Set(files.map(({ name }) => resolve(folder, name)));
  const hints = new Map<string, string>();
  const look = async (who: string, name: string, from: string): Promise<void> => {
    const path = resolve(from, name);
    if (hints.has(path) || sent.has(path) || OF_SYSTEM.test(path) || !(await isFile(path))) return;
    const at = shellWord(isAbsolute(name) ? name : relative(asked.cwd, path));
    hints.set(
      path,
      `${who} names ${name}, which is not sent; give it as data: --input ${at}, and read it as ${basename(path)} in the folder SM_CHANNEL_TRAIN`,
    );
  };
  for (const word of asked.command) if (isPath(word)) await look("the command", word, asked.cwd);
  let left = LOOKED_FOR;
  for (const { path, name, size } of files.filter((file) => file.name.endsWith(".py")).slice(0, READ_FILES)) {
    const text = size > READ_BYTES ? "" : await readFile(path, "utf8").catch(() => "");
    for (const [, , named = ""] of text.matchAll(NAMED)) {
      if (left-- <= 0 || /^\w+:\/\//.test(named)) continue;
      await look(name, named, dirname(resolve(folder, name)));
      await look(name, named, folder);
    }
  }
  return [...[...hints.values()].slice(0, TOLD), ...(await modulesBeside({ files, folder }, asked.given))];
}

const isPath = (word: string): boolean => word.includes(sep) || /\.[A-Za-z0-9]{1,8}$/.test(word);

/** A program that is sent alone and imports what lies beside it. */
async function modulesBeside(
  { files, folder }: Pick<Source, "files" | "folder">,
  given: string,
): Promise<readonly string[]> {
  const program = files.find(({ name }) => name === basename(given) && name.endsWith(".py"));
  if (program === undefined || program.size > READ_BYTES) return [];
  const text = await readFile(program.path, "utf8").catch(() => "");
  const names = new Set([...text.matchAll(IMPORTED)].map(([, name = ""]) => name));
  const found: string[] = [];
  for (const name of [...names].slice(0, LOOKED_FOR)) {
    const there = await Promise.all(
      [`${name}.py`, `${name}/__init__.py`].map((at) => isFile(resolve(folder, at))),
    );
    if (there.includes(true)) found.push(name);
  }
  if (found.length === 0) return [];
  const which = program.name === "train.py" ? "" : ` --hp ${shellWord(`sagemaker_program=${program.name}`)}`;
  return [
    `${program.name} imports ${found.join(", ")}, which lies beside it and is not sent; send the folder: slipway train ${shellWord(dirname(given))}${which}`,
  ];
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
