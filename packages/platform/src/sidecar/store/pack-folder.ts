import { isUtf8 } from "node:buffer";
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { addEntry, addFile } from "#lib/tar/add-entry.ts";
import type { LeaveOut } from "../sync/leave-out.ts";
import { entriesBelow, type Folder } from "./entries-below.ts";
import { linkText } from "./link-text.ts";
import { orLeftOut } from "./why-not.ts";

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
  readonly leaveOut: LeaveOut;
  /** False leaves out {@link ARCHIVE_END}: what other archives without it are put behind each other, and that last, is one archive. */
  readonly end?: boolean;
}

/**
 * A folder, if there is one, and what the caller adds, as a tar.gz, streamed. Links that stay in the folder are kept as links that
 * `unpack` takes; others and what is neither file, folder nor link are left out: following them could take along what is not the job's.
 */
export function packFolder(
  folder: Folder | undefined,
  extra: Readonly<Record<string, string>>,
  { leaveOut, end = true }: PackOptions,
): Readable {
  const archive = pack();
  const gzip = createGzip({ level: GZIP_LEVEL });
  pipeline(archive, gzip, () => {});
  fill(archive, folder, extra, leaveOut).then(
    () => (end ? archive.finalize() : archive.push(null)),
    (error: Error) => gzip.destroy(error),
  );
  return gzip;
}

async function fill(
  archive: Pack,
  folder: Folder | undefined,
  extra: Readonly<Record<string, string>>,
  leaveOut: LeaveOut,
): Promise<void> {
  if (folder !== undefined) await fillFrom(archive, folder, { extra, leaveOut });
  for (const [name, path] of Object.entries(extra)) await addFile(archive, { name, path });
}

async function fillFrom(
  archive: Pack,
  folder: Folder,
  { extra, leaveOut }: { readonly extra: Readonly<Record<string, string>>; readonly leaveOut: LeaveOut },
): Promise<void> {
  for await (const entry of entriesBelow(folder.path)) {
    const at = { path: join(folder.path, entry.path), knownAs: join(folder.knownAs, entry.path) };
    if (Object.hasOwn(extra, entry.path.split("/")[0] ?? ""))
      leaveOut(at.knownAs, "has the name of what is added to it");
    else if (entry.type === "file")
      await addFile(archive, { name: entry.path, path: at.path }).catch(orLeftOut(at, leaveOut));
    else if (entry.type === "directory")
      await addEntry(archive, { name: `${entry.path}/`, type: "directory", mode: 0o755 });
    else if (entry.type === "symlink") await addLink(archive, entry.path, { folder, leaveOut });
    else if (entry.type === "other") leaveOut(at.knownAs, entry.why);
  }
}

async function addLink(
  archive: Pack,
  path: string,
  { folder, leaveOut }: { readonly folder: Folder; readonly leaveOut: LeaveOut },
): Promise<void> {
  const at = { path: join(folder.path, path), knownAs: join(folder.knownAs, path) };
  const bytes = await readlink(at.path, "buffer").catch(orLeftOut(at, leaveOut));
  if (bytes === undefined) return;
  const text = String(bytes);
  const linkname = isUtf8(bytes) ? await linkText(folder, path, text) : undefined;
  if (linkname !== undefined) await addEntry(archive, { name: path, type: "symlink", linkname });
  else leaveOut(at.knownAs, `is a link to ${JSON.stringify(text)}, which may lead out of the folder,`);
}
