import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { entriesBelow } from "./store/entries-below.ts";

/** A sum in hexadecimal as a digest is written. */
export const digestOf = (sum: string): string => `sha256:${sum}`;

/**
 * The digest of a folder's files: that of what coreutils' `sha256sum` writes of them in the order of their paths' bytes, as in
 * `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`. Folders without files do not count.
 */
export class FolderDigest {
  readonly #sums = new Map<string, string>();

  /** `path` is relative, with slashes. */
  add(path: string, sum: string): void {
    this.#sums.set(path, sum);
  }

  /** Of all that was added, in whatever order. */
  digest(): string {
    const hash = createHash("sha256");
    const inOrder = [...this.#sums].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const [path, sum] of inOrder) hash.update(lineOf(path, sum));
    return digestOf(hash.digest("hex"));
  }
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };

/** A name with a line break or a backslash is escaped, which a backslash before the line tells. */
function lineOf(path: string, sum: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character);
  return `${escaped === path ? "" : "\\"}${sum}  ${escaped}\n`;
}

/** The digest of what lies there: of a file that of its bytes. */
export async function digestAt(place: string): Promise<string> {
  if (!(await lstat(place)).isDirectory()) return digestOf(await sumOf(place));
  const folder = new FolderDigest();
  for await (const { path, type } of entriesBelow(place))
    if (type === "file") folder.add(path, await sumOf(join(place, path)));
  return folder.digest();
}

async function sumOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest("hex");
}
