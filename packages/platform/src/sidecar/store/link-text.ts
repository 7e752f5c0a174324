import { lstat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { isPlainLink } from "#lib/tar/link-text.ts";
import type { Folder } from "./entries-below.ts";

/**
 * The text by which an archive may keep a link of the folder, to the same as its own; undefined where that leads out of the folder, or
 * may.
 */
export async function linkText(folder: Folder, path: string, text: string): Promise<string | undefined> {
  if (isPlainLink(path, text)) return text;
  const from = dirname(join(folder.knownAs, path));
  const target = await targetOf(folder, from, text);
  if (target === undefined || !isBelow(folder, target)) return undefined;
  const plain = relative(from, target) || ".";
  return isPlainLink(path, plain) ? plain : undefined;
}

/** Step by step: one up out of what may be a link leads elsewhere than the text says. */
async function targetOf(folder: Folder, from: string, text: string): Promise<string | undefined> {
  let at = isAbsolute(text) ? sep : from;
  for (const step of text.split(sep)) {
    if (step === ".." && isBelow(folder, at) && !(await isFolder(folder, at))) return undefined;
    at = join(at, step);
  }
  return at;
}

const isBelow = ({ knownAs }: Folder, at: string): boolean => at === knownAs || at.startsWith(knownAs + sep);

const isFolder = ({ path, knownAs }: Folder, at: string): Promise<boolean> =>
  lstat(join(path, relative(knownAs, at))).then(
    (found) => found.isDirectory(),
    () => false,
  );
