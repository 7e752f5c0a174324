import { readlink } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { addEntry, addFile } from "#lib/tar/add-entry.ts";
import { entriesBelow, type Folder } from "./entries-below.ts";

/** Models hardly compress, and a job's last minute is paid for: speed counts more than size. */
const GZIP_LEVEL = 1;

/** Whether there is anything to pack: no folder, or one of empty folders, is nothing. */
export async function hasFiles(folder: Pick<Folder, "path"> | undefined): Promise<boolean> {
  if (folder === undefined) return false;
  for await (const entry of entriesBelow(folder.path)) if (entry.type !== "directory") return true;
  return false;
}

/** Two empty blocks, by which readers know that a tar is whole, as a gzip member of their own. */
export const ARCHIVE_END = gzipSync(Buffer.alloc(2 * 512));

export interface PackOptions {
  readonly say: (line: string) => void;
  /** False leaves out {@link ARCHIVE_END}: what other archives without it are put behind each other, and that last, is one archive. */
  readonly end?: boolean;
}

/**
 * A folder, if there is one, and what the caller adds, as a tar.gz, streamed. Links that stay in the folder are kept as links; others and what is neither file, folder nor
 * link are left out, which `say` tells: following them could take along what is not the job's.
 */
export function packFolder(
  folder: Folder | undefined,
  extra: Readonly<Record<string, string>>,
  { say, end = true }: PackOptions,
): Readable {
  const archive = pack();
  const gzip = createGzip({ level: GZIP_LEVEL });
  pipeline(archive, gzip, () => {});
  fill(archive, folder, extra, say).then(
    () => (end ? archive.finalize() : archive.push(null)),
    (error: Error) => gzip.destroy(error),
  );
  return gzip;
}

async function fill(
  archive: Pack,
  folder: Folder | undefined,
  extra: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Promise<void> {
  if (folder !== undefined) await fillFrom(archive, folder, say);
  for (const [name, path] of Object.entries(extra)) await addFile(archive, { name, path });
}

async function fillFrom(archive: Pack, folder: Folder, say: (line: string) => void): Promise<void> {
  for await (const entry of entriesBelow(folder.path)) {
    if (entry.type === "file")
      await addFile(archive, { name: entry.path, path: join(folder.path, entry.path) });
    else if (entry.type === "directory")
      await addEntry(archive, { name: `${entry.path}/`, type: "directory", mode: 0o755 });
    else if (entry.type === "symlink") await addLink(archive, entry.path, folder, say);
    else say(`${join(folder.knownAs, entry.path)} is neither a file, a folder nor a link and is left out`);
  }
}

async function addLink(
  archive: Pack,
  path: string,
  folder: Folder,
  say: (line: string) => void,
): Promise<void> {
  const text = await readlink(join(folder.path, path));
  const from = join(folder.knownAs, dirname(path));
  const target = resolve(from, text);
  if (target !== folder.knownAs && !target.startsWith(folder.knownAs + sep)) {
    say(`${join(folder.knownAs, path)} is a link to ${text}, out of the folder, and is left out`);
    return;
  }
  const linkname = isAbsolute(text) ? relative(from, target) || "." : text;
  await addEntry(archive, { name: path, type: "symlink", linkname });
}
