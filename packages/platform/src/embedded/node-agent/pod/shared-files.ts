import { createHash } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "./write-whole.ts";

/**
 * Files that every pod's folder has alike: each is on the disk once, named by what is in it, and a hard link away from any
 * folder. Nobody ever writes to one: a later release has files of other names, and running pods keep theirs.
 */
export class SharedFiles {
  readonly #folder: string;
  /** By content: where it is. This process has made sure of those itself. */
  readonly #known = new Map<string | Uint8Array, string>();

  /** The folder is on the file system of the pods' own. What no pod has any more is removed from it. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (lstatSync(path).nlink === 1) rmSync(path, { recursive: true, force: true });
    }
  }

  /** Puts the file there, in place of what was; where the file system has no links, as one of its own. */
  place(path: string, content: string | Uint8Array): void {
    try {
      const from = this.#at(content);
      rmSync(path, { force: true });
      linkSync(from, path);
    } catch {
      writeWhole(path, content);
    }
  }

  #at(content: string | Uint8Array): string {
    const known = this.#known.get(content);
    if (known !== undefined) return known;
    const bytes = Buffer.from(content);
    const path = join(this.#folder, createHash("sha256").update(bytes).digest("hex"));
    // A power cut may have left it empty.
    if (!bytes.equals(contentOf(path) ?? Buffer.from("?"))) writeWhole(path, bytes);
    this.#known.set(content, path);
    return path;
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
