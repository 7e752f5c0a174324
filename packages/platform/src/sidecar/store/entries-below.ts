import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

export interface Folder {
  readonly path: string;
  /** How the program knows it, so that its absolute links into it can be kept. */
  readonly knownAs: string;
}

export interface FolderEntry {
  /** Relative, with slashes. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "other";
}

/** Everything below a folder, parents first, in the order of names; nothing when there is no such folder. */
export async function* entriesBelow(root: string, below = ""): AsyncGenerator<FolderEntry> {
  for (const name of await namesIn(join(root, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    const found = await lstat(join(root, path));
    const type = found.isFile()
      ? "file"
      : found.isDirectory()
        ? "directory"
        : found.isSymbolicLink()
          ? "symlink"
          : "other";
    yield { path, type };
    if (type === "directory") yield* entriesBelow(root, path);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
