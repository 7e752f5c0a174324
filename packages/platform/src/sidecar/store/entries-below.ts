import { isUtf8 } from "node:buffer";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { MISNAMED, NEITHER } from "../sync/leave-out.ts";
import { whyNot } from "./why-not.ts";

export interface Folder {
  readonly path: string;
  /** How the program knows it, so that its absolute links into it can be kept. */
  readonly knownAs: string;
}

/** By its path from the folder, with slashes. */
export type FolderEntry =
  | { readonly path: string; readonly type: "file" | "directory" | "symlink" }
  /** What cannot be stored. */
  | { readonly path: string; readonly type: "other"; readonly why: string };

/** Everything below a folder, parents first, in the order of names' bytes; nothing when there is no such folder. */
export async function* entriesBelow(root: string, below = ""): AsyncGenerator<FolderEntry> {
  const names = await namesIn(join(root, below));
  if (typeof names === "string") return yield { path: below, type: "other", why: names };
  for (const name of names) {
    const entry = await entryOf(root, below, name);
    yield entry;
    if (entry.type === "directory") yield* entriesBelow(root, entry.path);
  }
}

/** Or why they cannot be had. */
async function namesIn(folder: string): Promise<readonly Buffer[] | string> {
  try {
    return (await readdir(folder, "buffer")).sort(Buffer.compare);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    return reason(error, folder);
  }
}

async function entryOf(root: string, below: string, name: Buffer): Promise<FolderEntry> {
  const path = below === "" ? String(name) : `${below}/${name}`;
  if (!isUtf8(name)) return { path, type: "other", why: MISNAMED };
  const place = join(root, path);
  const found = await lstat(place).catch((error: unknown) => reason(error, place));
  if (typeof found === "string") return { path, type: "other", why: found };
  if (found.isFile()) return { path, type: "file" };
  if (found.isDirectory()) return { path, type: "directory" };
  if (found.isSymbolicLink()) return { path, type: "symlink" };
  return { path, type: "other", why: NEITHER };
}

function reason(error: unknown, path: string): string {
  const why = whyNot(error, path);
  if (why === undefined) throw error;
  return why;
}
