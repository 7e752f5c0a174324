import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { defined } from "@slipway/model";
import { extract } from "tar-stream";
import { ArchiveContent } from "./archive-content.ts";

export interface UnpackOptions {
  readonly progress: (bytesRead: number) => void;
  /** Ends it; what was written until then stays. */
  readonly signal?: AbortSignal;
}

const SYNCED_AT_ONCE = 16;

/**
 * Unpacks a backup into an empty folder and compares it with its own digests. Throws SLIP-STATE-012 for anything in it that no
 * backup holds, and SLIP-STATE-014 before writing what the disk has no room for. When it resolves, all is on the disk.
 */
export async function unpack(
  archive: string,
  into: string,
  { progress, signal }: UnpackOptions,
): Promise<ArchiveContent> {
  const content = new ArchiveContent(archive, into);
  const source = createReadStream(archive);
  source.on("data", () => progress(source.bytesRead));
  const entries = extract();
  const fed = pipeline(source, createGunzip(), entries, defined({ signal }));
  // Heard below, after what it ended.
  fed.catch(() => {});
  for await (const entry of entries) await content.take(entry.header, entry as AsyncIterable<Uint8Array>);
  await fed;
  content.end();
  await syncAll(into, [...content.digests.keys()]);
  return content;
}

async function syncAll(folder: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => join(folder, name));
  const folders = new Set([folder, ...paths.map((path) => dirname(path))]);
  for (let from = 0; from < paths.length; from += SYNCED_AT_ONCE)
    await Promise.all(paths.slice(from, from + SYNCED_AT_ONCE).map(sync));
  for (const each of folders) await sync(each);
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
